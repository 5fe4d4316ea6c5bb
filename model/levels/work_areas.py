"""The areas of work that titles and fields tell, in Portuguese and English.

Of the names that begin at a word the longest counts, so that trades which share a word stay apart: "engenheiro de software" is
development and "engenheiro civil" is engineering, "redes sociais" is marketing and "redes" infrastructure. A name that stands in two
areas tells both.
"""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from model.text.remembered import remembered
from model.text.short_text import END, Table, words_of

AREAS: tuple[tuple[str, bool, str], ...] = (
    ("desenvolvimento", True, ("desenv; desenvolv*; programad*; programac*; programmer; programming; coder; developer; software development; application development; web development; webdeveloper; app development; development engineer*; development team; dev; fullstack; full stack; backend; back end; frontend; front end; mobile; web; webmaster"
                              "; engenh* software; engenh* computacao; engenh* sistema; software engineer*; software development; engenh* aplicac*; embarcado; sistema embarcado; embedded software; embedded system; firmware; analista programador")),
    ("sap", True, "sap; abap; s4hana"),
    ("infraestrutura", True, ("infra*; rede; network*; sysadmin; cloud; cloudops; nuvem; devops; dev ops; devsecops; sre; site reliability; engenh* plataforma; platform engineer*; engenh* confiabilidade; telecom*; mainframe; servidor; datacenter; data center; noc; comunicacao dado"
                             "; administr* rede; administr* servidor; administr* sistema; administr* infra*; system administrator; infrastructure; cloud architect*; arquitet* cloud; arquitet* nuvem; arquitet* infra*")),
    ("suporte", True, "suporte; support; helpdesk; help desk; service desk; servicedesk; field service; microinformatica; tecnico informatica; desktop"),
    ("qualidade", True, "teste; testador; tester; testing; test; qa; quality assurance; qualidade software; qualidade teste; software quality; sdet"),
    ("banco de dados", True, "banco dado; base dado; dba; database*; administr* dado; administr* banco dado; modelagem dado"),
    ("dados", True, ("dado; administr* dado; modelagem dado; data engineer*; data scien*; data analy*; data architect*; data governance; data steward; data lake; data warehouse; bi; business intelligence; analytics; big data; machine learning; engenh* ml; ml engineer"
                    "; inteligencia artificial; engenh* ia; ai engineer; estatistic*; arquitet* dado; inteligencia negocio; people analytics")),
    ("projetos", True, "projeto; project*; pmo; scrum; scrummaster; agile; agil; ageis; agilista; product owner; product manager; gerente produto; gestor produto; program manager; gestao alocacao recurso"),
    ("processos e negócios", True, "processo negocio; negocio; business analyst; business analysis; business process; requisito; analista processo; bpm; bpmn"),
    ("sistemas", True, "sistema; system; erp; totvs; protheus; sales cloud; service cloud; marketing cloud; experience cloud; commerce cloud; hcm cloud; erp cloud; scm cloud; financials cloud; fusion cloud; analista sistema; engenh* sistema"),
    ("segurança", True, "seguranca; security; devsecops; seguranca informacao; seguranca rede; seguranca dado; seguranca ti; cyber*; ciber*; infosec; appsec; pentest*; network security; cloud security; data security; protecao dado"),
    ("arquitetura", True, ("arquitet* software; arquitet* soluc*; arquitet* sistema; arquitet* dado; arquitet* ti; ti arquitet*; arquitet* aplicac*; arquitet* cloud; arquitet* nuvem; arquitet* corporativ*; arquitet* integrac*; arquitet* java; arquitet* infra*"
                          "; software architect*; solution architect*; enterprise architect*; data architect*; cloud architect*; integration architect*; technical architect*; application architect*")),
    ("design", False, "design*; web design*; webdesign*; ux; ui; criacao; arte; artes; grafic*; diagramador; ilustrador; motion; diretor arte; art director; programad* visual; programac* visual; comunicacao visual"),
    ("administrativa", False, "administrativ*; secretari*; secretary; recepc*; receptionist; office assistant; office manager; executive assistant; assistente executivo; administr* empresa; entrada dado; data entry; digitador; suporte administrativ*; facilities"),
    ("financeira", False, ("financ*; controladoria; controller; controlling; contab*; contador; accounting; accountant; fiscal; tribut*; tax; auditor*; audit; tesour*; treasur*; faturamento; conta pagar; conta receber; accounts payable; accounts receivable"
                          "; credito; cobranca; custos; orcamento; sistema financ*; financials cloud")),
    ("recursos humanos", False, ("recurso humano; rh; recrut*; recruit*; talent*; human resource; hr analyst; hr manager; hr business partner; departamento pessoal; depto pessoal; administr* pessoal; folha pagamento; payroll; business partner; gestao pessoas"
                                "; gente gestao; headhunter; head hunter; people partner; people operations; people analytics; people culture; desenvolv* humano; desenvolv* organizacional; desenvolv* pessoas; desenvolv* lideranca; treinamento desenvolv*; learning development; leadership development; talent development; organizational development")),
    ("comercial", False, ("comercial; comerciais; venda; vendedor; sales; salesman; salesperson; pre venda; pre sales; presales; key account; account executive; account manager; executivo conta; gerente conta; gestor conta; executivo negocio; gerente negocio; novos negocio"
                         "; desenvolv* negocio; business development; business developer; sales development; sales engineer; sales support; suporte venda; suporte comercial; engenh* venda; administrador venda; administracao venda; representante comercial; televendas; telemarketing; sdr; bdr; corretor; customer success; balconista")),
    ("marketing", False, ("marketing; comunicacao; publicidade; publicitari*; propaganda; midia; social media; social network*; rede sociais; rede social; seo; branding; copywriter; redator; jornalis*; relacoes publicas; assessor imprensa; assessoria imprensa; trafego pago; gestor trafego"
                         "; growth; community manager; content manager; content analyst; criacao conteudo; producao conteudo; conteudo digital")),
    ("logística", False, ("logist*; compra; comprador; buyer; suprimento; supply; procurement; almoxarif*; estoque; estoquista; armazem; warehouse; comercio exterior; comex; ecomex; foreign trade; importacao exportacao; analista importacao; analista exportacao; transporte; frota; expedicao; motorista"
                         "; desenvolv* fornecedor; desenvolv* fornecedores")),
    ("jurídica", False, "juridic*; advog*; direito; legal counsel; legal analyst; legal assistant; legal manager; lawyer; attorney; paralegal; contencioso"),
    ("engenharia", False, ("engenh* civil; engenh* eletric*; engenh* mecanic*; engenh* industrial; engenh* producao; engenh* quimic*; engenh* ambiental; engenh* eletronic*; engenh* mecatronic*; engenh* naval; engenh* materiais; engenh* minas; engenh* manutencao; engenh* obra; engenh* processo"
                          "; engenh* agronom*; engenh* alimentos; engenh* seguranca trabalho; engenh* manufatura; civil engineer*; mechanical engineer*; electrical engineer*; chemical engineer*; industrial engineer*; manufacturing engineer*; structural engineer*; process engineer*; production engineer*"
                          "; manufatura; industria; industrial; projetista; projeto eletric*; projeto mecanic*; projeto civil; projeto estrutural; programad* producao; programac* producao; programad* cnc; programad* manutencao; programac* manutencao; pcp; manutencao mecanic*; manutencao eletric*; mecanic* manutencao; eletricista; eletromecanic*"
                          "; operador maquina; operador producao; torneiro; soldador; mestre obra; tecnico mecanic*; tecnico eletrotecnic*; tecnico edificac*; sistema eletric*; teste eletric*")),
    ("educação e saúde", False, ("saude; enferm*; medico; medicina; clinic*; nurse; nursing; physician; healthcare; professor; educac*; educador; teacher; docente; pedagog*; psicolog*; psychologist; fisioterap*; nutricion*; farmaceutic*; pharmacist; odontolog*; dentista; dentist; veterinari*; biomedic*"
                                "; fonoaudiolog*; terapeut*; radiolog*; desenvolv* infantil")),
)  # fmt: skip
"""Areas of work: name, whether it is information technology, and the names that tell it (see `model.text.short_text.Table`)."""
_ELSEWHERE = (
    "seguranca trabalho; seguranca patrimonial; seguranca loja; seguranca alimentos; seguranca alimentar; seguranca privada; seguranca pessoal; seguranca armada; security guard; security officer; tecnico seguranca trabalho"
    "; fiscal loja; fiscal caixa; fiscal piso; fiscal prevencao; fiscal obra; fiscal transporte; servidor publico; rede loja; rede credenciada; desenvolv* sustentavel; desenvolv* social; desenvolv* imobiliario; desenvolvimento produto; sistema gestao qualidade; sistema qualidade; seguranca evento; seguranca condominio; seguranca shopping; seguranca noturn*; agente seguranca; horario comercial"
    "; tecnologia informacao comunicacao; arquiteto urbanista; projeto social; teste rapido; web conferencia; saude seguranca trabalho; assistente arte; test drive"
)
"""Names of trades of no area here, of which a part would tell one."""
_SKIPPED = (
    "de da do dos das em e a as o os ao aos the of and para for com na no junior jr pleno pl senior sr trainee i ii iii"
)
_TI = "ti"


def _table() -> Table[int]:
    bits: dict[str, int] = defaultdict(int)
    for bit, (_, _, names) in enumerate(AREAS):
        for name in names.split(";"):
            bits[name.strip()] |= 1 << bit
    return Table([*((value, name) for name, value in bits.items()), (0, _ELSEWHERE)], _SKIPPED)


_TABLE = _table()


@remembered(16384)
def areas(text: str | None) -> int:
    """Bit set of the areas of work that a field or a title tells."""
    return areas_of(words_of(text or ""))


def areas_of(words: Sequence[str]) -> int:
    """The areas that the words of a field or title tell; see `model.text.short_text.words_of`."""
    found = 0
    # In "TI - Arquitetura" the two are one name.
    if _TI in words:
        words = [word for place, word in enumerate(words) if not (word == END and place and words[place - 1] == _TI)]
    for _, bits in _TABLE.read(words):
        found |= bits or 0
    return found
