"""Words that say something of the skills beside them: that they are denied, wished, one of several, or no matter.

A word may be a cue of several kinds. What each kind does stands in `model.text.phrases`.
"""

# ruff: noqa: E501 - a table of words reads by line

from __future__ import annotations

from typing import Final

DENY: Final = 1 << 0
"""What follows is denied: as long as only skills and words follow that carry a denial on."""
HAVE: Final = 1 << 1
"""Carries a denial on, but begins a new statement after a skill or a comma."""
KNOW: Final = 1 << 2
"""As `HAVE`; says that skills are spoken of, so that a denial reaches across a few other words."""
FILL: Final = 1 << 3
"""Carries a denial on."""
TO: Final = 1 << 4
"""A preposition before the name of a skill; carries a denial on."""
AND: Final = 1 << 5
"""Stands between two items of a list."""
OR: Final = 1 << 6
"""Stands between two skills of which one suffices."""
BUT: Final = 1 << 7
"""Ends a denial."""
NEED: Final = 1 << 8
"""Necessary: after a denial, what stands before is not."""
IS: Final = 1 << 9
"""What is said of skills then is said of the whole sentence."""
WISH: Final = 1 << 10
"""What stands before, or else after, is welcome and not required."""
ANY: Final = 1 << 11
"""Of what follows any suffices."""
REQUIREMENTS: Final = 1 << 12
DUTIES: Final = 1 << 13
BENEFITS: Final = 1 << 14
COMPANY: Final = 1 << 15
"""Headings of a posting."""
FORMAL: Final = 1 << 16
"""Begins a sentence of pay, place, or how to apply: it asks for nothing."""
CODING: Final = 1 << 17
"""Beside it a short name is that of a programming language."""
LICENCE: Final = 1 << 18
"""Letters of its line are classes of a driving licence, marks, or groups."""
LETTER: Final = 1 << 19
"""A letter that is no skill: those listed with it are none either."""
MODULES: Final = 1 << 20
"""After it short names are modules of SAP."""
SHORT: Final = 1 << 21
"""A name that counts only in a list of skills, or beside words of programming."""
MODULE: Final = 1 << 22
"""A name that counts only after `MODULES`."""
NO: Final = 1 << 23
"""Denies the name just before it, where the item ends so."""
SKILLED: Final = 1 << 24
"""English words of knowing: "no Java experience" denies what stands between."""
SPARE: Final = 1 << 25
"""Not needed: what stands before, or else after."""
ONE: Final = 1 << 26
"""As `ANY`, where a `TOOL`, a skill or a colon follows."""
TOOL: Final = 1 << 27
"""What skills are: languages, tools."""
CARRIES: Final = HAVE | KNOW | FILL | TO | AND | NEED | IS | ANY | CODING
"""Carries a denial on, or is no other word than those of skills."""

CUES: dict[int, str] = {
    DENY: "não ; nao ; sem ; nem ; nunca ; jamais ; exceto ; except ; without ; never ; not ; nenhum ; neither ; nor ; don't ; doesn't ; haven't ; didn't ; isn't ; aren't ; wasn't ; won't ; wouldn't ; isnt ; dont ; doesnt ; no experience ; no knowledge ; no prior ; no previous ; no exposure ; desconheço ; dispensa ; dispensamos ; lack of ; quero aprender ; pretendo aprender ; gostaria de aprender ; desejo aprender ; interesse em aprender ; want to learn ; would like to learn ; eager to learn ; unfamiliar ; no need ; zero experiência ; zero conhecimento ; zero experience ; zero knowledge ; quero estudar ; pretendo estudar ; gostaria de estudar ; quero me especializar ; pretendo me especializar ; want to study ; plan to learn ; plan to study ; no tengo ; no poseo ; no manejo ; no conozco",
    HAVE: "tenho ; possuo ; possui ; temos ; tem ; have ; has ; had ; got ; tive ; ter ; having",
    KNOW: "experiência ; conhecimento ; vivência ; domínio ; familiaridade ; prática ; contato ; proficiência ; noção ; habilidade ; experience ; knowledge ; familiarity ; familiar ; proficiency ; proficient ; exposure ; background ; skill ; expertise ; conheço ; conhecer ; domino ; dominar ; sei ; saber ; trabalhei ; trabalho ; trabalhar ; atuei ; atuar ; utilizo ; utilizar ; utilizei ; uso ; usar ; usei ; programo ; programar ; know ; knowing ; worked ; work ; working ; used ; use ; using ; usando ; utilizando ; trabalhando ; ano ; year ; no experience ; no knowledge ; aprender ; quero aprender ; pretendo aprender ; gostaria de aprender ; desejo aprender ; interesse em aprender ; want to learn ; would like to learn ; eager to learn ; learn ; unfamiliar ; zero experiência ; zero conhecimento ; zero experience ; zero knowledge ; quero estudar ; pretendo estudar ; gostaria de estudar ; quero me especializar ; pretendo me especializar ; want to study ; plan to learn ; plan to study ; estudei ; estudar ; studied",
    FILL: "ainda ; a ; o ; as ; os ; um ; uma ; the ; an ; any ; much ; muito ; muita ; bem ; qualquer ; ainda assim ; profissional ; prévio ; anterior ; prior ; previous ; professional ; hands ; on ; yet ; linguagem ; ferramenta ; framework ; plataforma ; tecnologia ; sistema ; language ; tool ; platform ; technology ; de fato ; desenvolvimento ; programação ; é ; foi ; do ; ser ; be ; been ; exige ; exigimos ; exigir ; requer ; requerer ; pede ; pedimos ; pedir ; precisa ; preciso ; precisar ; necessidade ; há ; existe ; necessita ; need ; require ; requires ; se ; mais ; vaga ; certificação ; certificado ; certification ; certified ; ask ; ask for",
    TO: "com ; em ; de ; do ; da ; no ; na ; dos ; das ; nos ; nas ; in ; with ; of ; for ; para ; to ; sobre ; about ; usando ; using ; utilizando ; con",
    AND: "e ; and ; ou ; or ; nem",
    OR: "ou ; or",
    BUT: "mas ; porém ; contudo ; entretanto ; todavia ; however ; but ; only ; só ; somente ; apenas ; although ; embora ; não só ; não apenas ; não somente ; not only ; not just ; sem dúvida ; não obstante ; no problem ; sem problema ; pero ; sino",
    NEED: "necessário ; obrigatório ; obrigatoriedade ; imprescindível ; exigido ; requerido ; requisito ; eliminatório ; essencial ; required ; mandatory ; necessary ; needed ; a must ; requirement ; pré requisito ; prerequisite",
    IS: "é ; são ; será ; serão ; seria ; is ; are ; would ; como ; considerado ; considerada ; considered ; as",
    WISH: "desejável ; desejáveis ; desejado ; desejada ; desejadas ; diferencial ; diferenciais ; nice to have ; plus ; preferencialmente ; preferência ; preferível ; preferable ; preferably ; preferred ; desirable ; desired ; opcional ; optional ; valorizado ; valorizamos ; bônus ; bonus points ; seria bom ; bom ter ; good to have",
    ANY: "uma destas ; um destes ; uma dessas ; um desses ; uma das seguintes ; um dos seguintes ; uma entre ; um entre ; ao menos uma ; ao menos um ; pelo menos uma ; pelo menos um ; alguma destas ; algum destes ; alguma das ; algum dos ; qualquer uma ; qualquer um ; uma ou mais ; um ou mais ; one of these ; one of those ; one of the following ; any of ; at least one ; one or more ; either",
    REQUIREMENTS: "requisito ; requisitos obrigatórios ; requisitos necessários ; requisitos técnicos ; pré requisitos ; pré-requisito ; qualificações ; qualificação ; conhecimento ; conhecimentos técnicos ; competências ; competências técnicas ; habilidades ; perfil ; perfil desejado ; perfil da vaga ; o que buscamos ; o que esperamos ; o que procuramos ; obrigatório ; necessário ; exigência ; requirement ; qualification ; minimum qualifications ; required skills ; skills ; must have ; what we are looking for ; what you need ; you have ; who you are ; stack ; tecnologias",
    DUTIES: "responsabilidade ; principais responsabilidades ; responsabilidades e atribuições ; atividade ; principais atividades ; atividades principais ; atribuição ; principais atribuições ; o que você vai fazer ; o que você fará ; seu dia a dia ; descrição das atividades ; responsibilities ; duty ; key responsibilities ; what you will do ; what you'll do ; your role",
    BENEFITS: "benefício ; nossos benefícios ; pacote de benefícios ; oferecemos ; o que oferecemos ; nós oferecemos ; a empresa oferece ; vantagens ; o que você vai ganhar ; benefit ; perk ; we offer ; what we offer ; our benefits ; compensation and benefits",
    COMPANY: "sobre a empresa ; sobre nós ; sobre o cliente ; quem somos ; a empresa ; nossa empresa ; conheça a empresa ; nossa história ; about us ; about the company ; about the client ; who we are ; our company",
    FORMAL: "remuneração ; salário ; faixa salarial ; pretensão salarial ; bolsa auxílio ; horário ; horário de trabalho ; jornada ; jornada de trabalho ; carga horária ; local ; local de trabalho ; localização ; regime ; regime de contratação ; tipo de contratação ; modelo de trabalho ; modalidade ; envie ; encaminhar currículo ; interessados ; candidate-se ; inscreva-se ; mande ; somos uma ; somos um ; somos a ; somos o ; somos especialistas ; salary ; working hours ; location ; apply ; send your ; we are a ; we are an ; we are the ; vale refeição ; vale transporte ; plano de saúde ; assistência médica ; seguro de vida ; home office ; trabalho remoto ; dúvidas ; etapas ; etapas do processo ; etapas do processo seletivo ; to apply ; how to apply",
    CODING: "linguagem ; language ; programador ; programmer ; desenvolvedor ; developer ; dev ; programação ; programming ; coding ; codar ; programar ; engenheiro de software ; software engineer ; engineer ; backend",
    LICENCE: "cnh ; habilitação ; carteira ; categoria ; categorias ; classe ; nota ; turma ; letra ; hepatite ; vitamina ; conceito ; curva ; driver ; driving licence ; license ; goiânia ; goiás ; anápolis",
    LETTER: "b ; d ; ab ; ad ; ae ; acc ; sp ; rj ; mg ; df ; mt",
    NO: "não ; nao ; not ; no",
    SKILLED: "experience ; knowledge ; familiarity ; proficiency ; exposure ; background ; skill ; expertise",
    SPARE: "dispensável ; desnecessário ; unnecessary",
    ONE: "uma das ; um dos ; one of ; one of the",
    TOOL: "linguagem ; language ; programming ; framework ; ferramenta ; tool ; tecnologia ; technology ; technologies ; plataforma ; platform ; banco ; database ; nuvem ; cloud ; biblioteca ; library ; libraries ; sistema ; system ; solução ; solution ; suíte",
    MODULES: "sap ; módulo ; módulos sap ; modules",
}
"""Words of each kind."""
