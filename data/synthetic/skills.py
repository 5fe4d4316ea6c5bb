"""The skills of the synthetic world: their names as people write them, and how they are found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from data.contract.entities import fold

SPELLINGS: dict[str, tuple[str, ...]] = {
    "java": ("Java",),
    "spring boot": ("Spring Boot", "SpringBoot"),
    "python": ("Python",),
    "django": ("Django",),
    "c#": ("C#", "CSharp"),
    ".net": (".NET", "dotnet"),
    "javascript": ("JavaScript", "Javascript"),
    "typescript": ("TypeScript", "Typescript"),
    "react": ("React", "ReactJS", "React.js"),
    "angular": ("Angular",),
    "vue": ("Vue.js", "VueJS"),
    "node.js": ("Node.js", "NodeJS"),
    "php": ("PHP",),
    "laravel": ("Laravel",),
    "kotlin": ("Kotlin",),
    "flutter": ("Flutter",),
    "react native": ("React Native",),
    "android": ("Android",),
    "ios": ("iOS",),
    "html": ("HTML", "HTML5"),
    "css": ("CSS", "CSS3"),
    "git": ("Git",),
    "microservices": ("Microsserviços", "Microservices"),
    "rest apis": ("APIs REST", "REST APIs"),
    "kafka": ("Kafka", "Apache Kafka"),
    "sap abap": ("SAP ABAP", "ABAP"),
    "sap fi": ("SAP FI",),
    "sap co": ("SAP CO",),
    "sap mm": ("SAP MM",),
    "sap sd": ("SAP SD",),
    "sap pp": ("SAP PP",),
    "sap pm": ("SAP PM",),
    "sap hana": ("SAP HANA", "S/4HANA"),
    "sap fiori": ("SAP Fiori", "Fiori"),
    "sap basis": ("SAP Basis",),
    "sap bw": ("SAP BW",),
    "scrum": ("Scrum",),
    "kanban": ("Kanban",),
    "project management": ("Gestão de Projetos", "Gerenciamento de Projetos", "Project Management"),
    "jira": ("Jira",),
    "agile": ("Metodologias Ágeis", "Agile"),
    "bpmn": ("BPMN",),
    "sql": ("SQL",),
    "oracle": ("Oracle",),
    "pl/sql": ("PL/SQL",),
    "sql server": ("SQL Server",),
    "postgresql": ("PostgreSQL", "Postgres"),
    "mysql": ("MySQL",),
    "mongodb": ("MongoDB",),
    "etl": ("ETL",),
    "power bi": ("Power BI", "PowerBI"),
    "tableau": ("Tableau",),
    "spark": ("Spark", "Apache Spark"),
    "airflow": ("Airflow",),
    "machine learning": ("Machine Learning", "Aprendizado de Máquina"),
    "aws": ("AWS", "Amazon Web Services"),
    "azure": ("Azure", "Microsoft Azure"),
    "gcp": ("GCP", "Google Cloud"),
    "docker": ("Docker",),
    "kubernetes": ("Kubernetes", "K8s"),
    "terraform": ("Terraform",),
    "ansible": ("Ansible",),
    "jenkins": ("Jenkins",),
    "linux": ("Linux",),
    "windows server": ("Windows Server",),
    "active directory": ("Active Directory",),
    "vmware": ("VMware",),
    "networks": ("Redes de Computadores", "Computer Networks"),
    "cisco": ("Cisco",),
    "zabbix": ("Zabbix",),
    "itil": ("ITIL",),
    "helpdesk": ("Help Desk", "Service Desk"),
    "firewall": ("Firewall",),
    "siem": ("SIEM",),
    "iso 27001": ("ISO 27001",),
    "pentest": ("Pentest",),
    "selenium": ("Selenium",),
    "junit": ("JUnit",),
    "postman": ("Postman",),
    "test automation": ("Automação de Testes", "Testes Automatizados", "Test Automation"),
    "functional testing": ("Testes Funcionais", "Functional Testing"),
    "excel": ("Excel", "Excel Avançado"),
    "accounting": ("Contabilidade", "Accounting"),
    "accounts payable": ("Contas a Pagar", "Accounts Payable"),
    "totvs protheus": ("TOTVS Protheus", "Protheus"),
    "recruiting": ("Recrutamento e Seleção", "Recruiting"),
    "payroll": ("Folha de Pagamento", "Payroll"),
    "training": ("Treinamento e Desenvolvimento",),
    "negotiation": ("Negociação", "Negotiation"),
    "salesforce": ("Salesforce",),
    "crm": ("CRM",),
    "prospecting": ("Prospecção de Clientes",),
    "photoshop": ("Photoshop", "Adobe Photoshop"),
    "figma": ("Figma",),
    "ux design": ("UX Design", "User Experience"),
    "ui design": ("UI Design", "User Interface"),
    "seo": ("SEO",),
    "digital marketing": ("Marketing Digital", "Digital Marketing"),
    "copywriting": ("Redação", "Copywriting"),
    "graphic design": ("Design Gráfico", "Graphic Design"),
    "video editing": ("Edição de Vídeo", "Video Editing"),
    "design thinking": ("Design Thinking",),
    "requirements": ("Levantamento de Requisitos",),
    "process mapping": ("Mapeamento de Processos",),
    "pmo": ("PMO",),
    "change management": ("Gestão da Mudança", "Change Management"),
    "data warehouse": ("Data Warehouse",),
    "statistics": ("Estatística",),
    "performance testing": ("Testes de Performance", "Performance Testing"),
    "cucumber": ("Cucumber",),
    "identity management": ("Gestão de Identidades", "IAM"),
    "tax": ("Fiscal",),
    "treasury": ("Tesouraria",),
    "budget": ("Orçamento",),
    "audit": ("Auditoria",),
    "compensation": ("Cargos e Salários",),
    "sales": ("Vendas",),
    "office": ("Pacote Office", "Microsoft Office"),
    "logistics": ("Logística",),
    "customer service": ("Atendimento ao Cliente",),
    "secretarial work": ("Secretariado",),
    "purchasing": ("Compras", "Purchasing"),
}
"""Skill -> the ways it is written, the most usual one first."""

IMPLIED: dict[str, tuple[str, ...]] = {
    "spring boot": ("java",),
    "junit": ("java",),
    "django": ("python",),
    "c#": (".net",),
    "typescript": ("javascript",),
    "react": ("javascript",),
    "angular": ("javascript",),
    "vue": ("javascript",),
    "node.js": ("javascript",),
    "react native": ("react", "javascript"),
    "laravel": ("php",),
    "scrum": ("agile",),
    "kanban": ("agile",),
    "bpmn": ("process mapping",),
    "oracle": ("sql",),
    "pl/sql": ("sql",),
    "sql server": ("sql",),
    "postgresql": ("sql",),
    "mysql": ("sql",),
    "kubernetes": ("docker",),
    "cisco": ("networks",),
    "selenium": ("test automation",),
    "salesforce": ("crm",),
}
"""Skill -> all that who holds it knows as well; a posting asks only for what it names."""

_TOKEN = re.compile(r"[.]?[a-z0-9][a-z0-9+#]*(?:[./-][a-z0-9+#]+)*")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


_PHRASES = {" ".join(_tokens(spelling)): skill for skill, ways in SPELLINGS.items() for spelling in ways}
_LONGEST: dict[str, int] = {}
for _phrase in _PHRASES:
    _first, _length = _phrase.split()[0], len(_phrase.split())
    _LONGEST[_first] = max(_length, _LONGEST.get(_first, 0))


def find_skills(texts: Iterable[str | None]) -> frozenset[str]:
    """Find the skills that texts name.

    Parameters
    ----------
    texts : iterable of str or None
        The texts of one entity.

    Returns
    -------
    frozenset of str
        Keys of `SPELLINGS`. Where names overlap the longest counts ("SQL Server" is not "SQL"); none spans two lines.

    Examples
    --------
    >>> sorted(find_skills(["Programador Java, SQL Server e C#", None]))
    ['c#', 'java', 'sql server']
    """
    return frozenset().union(*(_in_line(line) for text in texts if text for line in text.splitlines()))


def known_by(skills: frozenset[str]) -> frozenset[str]:
    """What a person knows who names some skills: these, and what they imply."""
    return skills.union(*(IMPLIED.get(skill, ()) for skill in skills))


@lru_cache(maxsize=8192)
def _in_line(line: str) -> frozenset[str]:
    found: set[str] = set()
    tokens = _tokens(line)
    at = 0
    while at < len(tokens):
        for length in range(_LONGEST.get(tokens[at], 0), 0, -1):
            skill = _PHRASES.get(" ".join(tokens[at : at + length]))
            if skill is not None:
                found.add(skill)
                at += length - 1
                break
        at += 1
    return frozenset(found)
