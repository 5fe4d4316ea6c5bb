"""The fields of work of the synthetic world, with their professions, skills and duties.

All words are our own, except the names of the areas, which are those of the recruiting system. No profession implies a
seniority: the title of an assistant or a manager is made from the department.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A field of work."""

    name: str
    professions: tuple[tuple[str, str], ...]
    """Masculine and feminine title."""
    department: tuple[str, str]
    """What stands behind "Auxiliar" and "Gerente", masculine and feminine."""
    topics: tuple[str, ...]
    """The skills after which a job may be named."""
    skills: tuple[str, ...]
    duties: tuple[str, ...]


def technical(area: str) -> bool:
    """Whether the folded name of an area is one of technology."""
    return area.startswith("ti - ") and area != "ti - ux"


# fmt: off
AREAS: tuple[Area, ...] = (
    Area(
        "TI - Desenvolvimento/Programação",
        (
            ("Desenvolvedor", "Desenvolvedora"), ("Programador", "Programadora"),
            ("Engenheiro de Software", "Engenheira de Software"),
        ),
        ("de Desenvolvimento", "de Desenvolvimento"),
        ("java", "python", "c#", ".net", "javascript", "typescript", "react", "angular", "node.js", "php"),
        (
            "java", "spring boot", "python", "django", "c#", ".net", "javascript", "typescript", "react", "angular",
            "node.js", "php", "laravel", "git", "microservices", "rest apis", "kafka", "sql", "docker", "aws",
        ),
        (
            "desenvolver e manter sistemas internos da empresa",
            "participar da definição técnica das soluções",
            "corrigir falhas encontradas em produção",
            "revisar o código dos colegas de equipe",
            "integrar sistemas legados a novas aplicações",
            "descrever por escrito o que foi entregue",
        ),
    ),
    Area(
        "TI - SAP",
        (("Consultor SAP", "Consultora SAP"), ("Analista SAP", "Analista SAP")),
        ("SAP", "SAP"),
        (
            "sap abap", "sap fi", "sap co", "sap mm", "sap sd", "sap pp", "sap pm", "sap hana", "sap fiori",
            "sap basis", "sap bw",
        ),
        (
            "sap abap", "sap fi", "sap co", "sap mm", "sap sd", "sap pp", "sap pm", "sap hana", "sap fiori",
            "sap basis", "sap bw",
        ),
        (
            "levantar requisitos com os usuários-chave",
            "descrever o desenho da solução e acompanhar a entrega",
            "parametrizar o módulo conforme o processo da empresa",
            "apoiar a entrada em produção e a estabilização",
            "atender chamados do módulo",
            "treinar usuários nas rotinas novas",
        ),
    ),
    Area(
        "TI - Projetos",
        (
            ("Analista de Projetos", "Analista de Projetos"), ("Consultor de Projetos", "Consultora de Projetos"),
            ("Facilitador de Equipes", "Facilitadora de Equipes"),
        ),
        ("de Entregas", "de Entregas"),
        ("scrum", "kanban", "pmo", "bpmn", "requirements", "process mapping", "change management"),
        (
            "scrum", "kanban", "project management", "jira", "agile", "bpmn", "requirements", "process mapping",
            "pmo", "change management", "power bi", "excel",
        ),
        (
            "acompanhar prazos, custos e riscos das iniciativas",
            "conduzir reuniões de andamento com as áreas",
            "preparar relatórios para a diretoria",
            "mapear processos e propor melhorias",
            "facilitar as cerimônias da equipe",
            "negociar prioridades com as partes interessadas",
        ),
    ),
    Area(
        "TI - Infraestrutura",
        (
            ("Administrador de Ambientes", "Administradora de Ambientes"),
            ("Engenheiro de Plataforma", "Engenheira de Plataforma"),
            ("Técnico de Ambientes", "Técnica de Ambientes"),
        ),
        ("de Ambientes", "de Ambientes"),
        ("aws", "azure", "gcp", "kubernetes", "linux", "windows server", "vmware", "networks", "cisco", "helpdesk"),
        (
            "aws", "azure", "gcp", "docker", "kubernetes", "terraform", "ansible", "jenkins", "linux",
            "windows server", "active directory", "vmware", "networks", "cisco", "zabbix", "itil", "helpdesk",
            "firewall",
        ),
        (
            "manter disponíveis os ambientes de produção",
            "monitorar servidores e tratar alertas",
            "automatizar a criação de ambientes",
            "atender usuários em segundo nível",
            "planejar e executar mudanças programadas",
            "cuidar das cópias de segurança e testar a recuperação",
        ),
    ),
    Area(
        "TI - Banco de Dados",
        (
            ("Administrador de Dados", "Administradora de Dados"), ("Arquiteto de Dados", "Arquiteta de Dados"),
        ),
        ("de Dados", "de Dados"),
        ("sql server", "oracle", "postgresql", "mysql", "mongodb", "etl", "power bi", "tableau", "spark", "airflow"),
        (
            "sql", "oracle", "pl/sql", "sql server", "postgresql", "mysql", "mongodb", "etl", "power bi", "tableau",
            "spark", "airflow", "data warehouse", "machine learning", "statistics", "python",
        ),
        (
            "construir e manter cargas de dados",
            "melhorar o desempenho de consultas",
            "modelar tabelas para as áreas de negócio",
            "criar painéis de acompanhamento",
            "garantir a qualidade dos dados entregues",
        ),
    ),
    Area(
        "TI - Qualidade/Testes",
        (
            ("Testador", "Testadora"), ("Analista de Qualidade", "Analista de Qualidade"),
            ("Engenheiro de Qualidade", "Engenheira de Qualidade"),
        ),
        ("de Qualidade", "de Qualidade"),
        ("selenium", "cucumber", "test automation", "functional testing", "performance testing"),
        (
            "selenium", "junit", "postman", "test automation", "functional testing", "performance testing",
            "cucumber", "jira", "sql", "agile", "java",
        ),
        (
            "planejar cenários e massas para cada entrega",
            "registrar defeitos e acompanhar a correção",
            "validar regras de negócio com as áreas",
            "apoiar os usuários na aceitação das entregas",
        ),
    ),
    Area(
        "TI - Segurança da Informação",
        (
            ("Analista de Defesa Cibernética", "Analista de Defesa Cibernética"),
            ("Engenheiro de Defesa Cibernética", "Engenheira de Defesa Cibernética"),
        ),
        ("de Defesa Cibernética", "de Defesa Cibernética"),
        ("firewall", "siem", "iso 27001", "pentest", "identity management"),
        ("firewall", "siem", "iso 27001", "pentest", "identity management", "linux", "networks", "aws", "azure"),
        (
            "investigar ocorrências e propor correções",
            "avaliar fornecedores e seus acessos",
            "acompanhar verificações internas e externas",
            "orientar as equipes sobre boas práticas",
        ),
    ),
    Area(
        "TI - Desenvolvimento/Programação",
        (
            ("Desenvolvedor de Aplicativos", "Desenvolvedora de Aplicativos"),
            ("Engenheiro de Aplicativos", "Engenheira de Aplicativos"),
        ),
        ("de Aplicativos", "de Aplicativos"),
        ("kotlin", "flutter", "react native", "android", "ios"),
        ("kotlin", "flutter", "react native", "android", "ios", "git", "rest apis", "typescript"),
        (
            "criar telas e fluxos do aplicativo",
            "publicar versões nas lojas",
            "medir e melhorar o desempenho do aplicativo",
            "trabalhar junto ao time de produto",
        ),
    ),
    Area(
        "TI - UX",
        (("Designer", "Designer"), ("Designer de Produto", "Designer de Produto")),
        ("de Criação", "de Criação"),
        ("figma", "photoshop", "ux design", "ui design", "graphic design", "video editing"),
        (
            "photoshop", "figma", "ux design", "ui design", "design thinking", "graphic design", "video editing",
            "html", "css",
        ),
        (
            "desenhar protótipos e jornadas",
            "conduzir pesquisas com usuários",
            "manter a aparência dos canais",
            "acompanhar a implementação das telas",
        ),
    ),
    Area(
        "Financeira/Controladoria",
        (
            ("Analista Econômico", "Analista Econômica"), ("Economista", "Economista"),
            ("Consultor Econômico", "Consultora Econômica"),
        ),
        ("Econômico", "Econômica"),
        ("accounts payable", "tax", "treasury", "budget", "audit"),
        ("accounting", "accounts payable", "tax", "treasury", "budget", "audit", "totvs protheus", "excel", "power bi"),
        (
            "preparar o fechamento mensal",
            "conferir lançamentos e notas",
            "reunir documentos para consultas externas",
            "acompanhar indicadores da área",
        ),
    ),
    Area(
        "Recursos Humanos",
        (
            ("Analista de Pessoas", "Analista de Pessoas"), ("Consultor de Pessoas", "Consultora de Pessoas"),
            ("Generalista de Pessoas", "Generalista de Pessoas"),
        ),
        ("de Pessoas", "de Pessoas"),
        ("recruiting", "payroll", "training", "compensation"),
        ("recruiting", "payroll", "training", "compensation", "negotiation", "excel", "power bi"),
        (
            "conduzir entrevistas e acompanhar candidatos",
            "orientar gestores sobre rotinas da área",
            "organizar a integração de pessoas novas",
            "manter cadastros atualizados",
        ),
    ),
    Area(
        "Comercial",
        (
            ("Executivo de Negócios", "Executiva de Negócios"), ("Consultor de Negócios", "Consultora de Negócios"),
            ("Analista Comercial", "Analista Comercial"),
        ),
        ("de Negócios", "de Negócios"),
        ("salesforce", "crm", "prospecting"),
        ("negotiation", "salesforce", "crm", "prospecting", "sales", "excel", "power bi"),
        (
            "cuidar da carteira de clientes",
            "preparar propostas e acompanhar a assinatura",
            "visitar clientes e apresentar soluções",
            "acompanhar metas com a gerência",
        ),
    ),
    Area(
        "Marketing",
        (
            ("Analista de Comunicação", "Analista de Comunicação"),
            ("Consultor de Comunicação", "Consultora de Comunicação"),
            ("Produtor de Conteúdo", "Produtora de Conteúdo"),
        ),
        ("de Comunicação", "de Comunicação"),
        ("seo", "digital marketing", "copywriting", "crm"),
        ("seo", "digital marketing", "copywriting", "graphic design", "video editing", "crm", "photoshop", "excel"),
        (
            "planejar campanhas e medir o retorno",
            "produzir conteúdo para os canais da empresa",
            "acompanhar fornecedores e eventos",
        ),
    ),
    Area(
        "Administrativa",
        (
            ("Analista de Escritório", "Analista de Escritório"), ("Administrador", "Administradora"),
            ("Administrador de Contratos", "Administradora de Contratos"),
        ),
        ("de Escritório", "de Escritório"),
        ("purchasing", "logistics", "customer service", "accounts payable"),
        ("excel", "office", "purchasing", "accounts payable", "logistics", "customer service", "secretarial work"),
        (
            "atender fornecedores e clientes internos",
            "organizar arquivos e contratos",
            "apoiar a diretoria nas rotinas do escritório",
            "conferir notas e pedidos",
        ),
    ),
)
# fmt: on
AREA_WEIGHTS = (20, 18, 18, 9, 7, 5, 3, 3, 3, 5, 3, 2, 1, 3)
