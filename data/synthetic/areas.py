"""The fields of work of the synthetic world, with their professions, skills and duties.

Own words throughout; only the names of the areas are those of the recruiting system.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A field of work."""

    name: str
    professions: tuple[tuple[str, str], ...]
    """Masculine and feminine title."""
    skills: tuple[str, ...]
    duties: tuple[str, ...]


# fmt: off
AREAS: tuple[Area, ...] = (
    Area(
        "TI - Desenvolvimento/Programação",
        (
            ("Desenvolvedor", "Desenvolvedora"),
            ("Programador", "Programadora"),
            ("Engenheiro de Software", "Engenheira de Software"),
            ("Desenvolvedor Full Stack", "Desenvolvedora Full Stack"),
            ("Desenvolvedor Back-end", "Desenvolvedora Back-end"),
        ),
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
            "escrever a documentação técnica das entregas",
        ),
    ),
    Area(
        "TI - SAP",
        (
            ("Consultor SAP", "Consultora SAP"),
            ("Analista Funcional", "Analista Funcional"),
            ("Especialista em Sistemas de Gestão", "Especialista em Sistemas de Gestão"),
        ),
        (
            "sap abap", "sap fi", "sap co", "sap mm", "sap sd", "sap pp", "sap pm", "sap hana", "sap fiori",
            "sap basis", "sap bw",
        ),
        (
            "levantar requisitos com os usuários-chave",
            "elaborar especificações funcionais e acompanhar a entrega",
            "parametrizar o módulo conforme o processo da empresa",
            "apoiar a entrada em produção e a estabilização",
            "atender chamados de sustentação do módulo",
            "treinar usuários nas rotinas novas",
        ),
    ),
    Area(
        "TI - Projetos",
        (
            ("Gerente de Projetos", "Gerente de Projetos"),
            ("Coordenador de Projetos", "Coordenadora de Projetos"),
            ("Analista de Projetos", "Analista de Projetos"),
            ("Analista de Negócios", "Analista de Negócios"),
        ),
        (
            "scrum", "kanban", "project management", "pmbok", "ms project", "jira", "agile", "safe", "bpmn",
            "power bi", "excel",
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
            ("Analista de Infraestrutura", "Analista de Infraestrutura"),
            ("Administrador de Sistemas", "Administradora de Sistemas"),
            ("Engenheiro de Nuvem", "Engenheira de Nuvem"),
            ("Técnico de Suporte", "Técnica de Suporte"),
        ),
        (
            "aws", "azure", "gcp", "docker", "kubernetes", "terraform", "ansible", "jenkins", "linux",
            "windows server", "active directory", "vmware", "networks", "tcp/ip", "cisco", "zabbix", "itil",
            "helpdesk",
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
            ("Engenheiro de Dados", "Engenheira de Dados"),
            ("Administrador de Banco de Dados", "Administradora de Banco de Dados"),
            ("Analista de Dados", "Analista de Dados"),
            ("Cientista de Dados", "Cientista de Dados"),
        ),
        (
            "sql", "oracle", "pl/sql", "sql server", "postgresql", "mysql", "mongodb", "etl", "power bi", "tableau",
            "spark", "airflow", "databricks", "machine learning", "python",
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
            ("Analista de Testes", "Analista de Testes"),
            ("Analista de Qualidade", "Analista de Qualidade"),
            ("Engenheiro de Qualidade", "Engenheira de Qualidade"),
        ),
        (
            "selenium", "cypress", "junit", "postman", "test automation", "functional testing", "jira", "sql",
            "agile", "java",
        ),
        (
            "planejar cenários e massas para cada entrega",
            "registrar defeitos e acompanhar a correção",
            "validar regras de negócio com as áreas",
            "apoiar a homologação com os usuários",
        ),
    ),
    Area(
        "TI - Segurança da Informação",
        (("Analista de Segurança", "Analista de Segurança"), ("Engenheiro de Segurança", "Engenheira de Segurança")),
        ("firewall", "siem", "iso 27001", "pentest", "lgpd", "linux", "networks", "aws", "azure"),
        (
            "investigar incidentes e propor correções",
            "avaliar fornecedores e seus acessos",
            "acompanhar auditorias internas e externas",
            "orientar as equipes sobre boas práticas",
        ),
    ),
    Area(
        "TI - Desenvolvimento/Mobile",
        (("Desenvolvedor Mobile", "Desenvolvedora Mobile"), ("Engenheiro Mobile", "Engenheira Mobile")),
        ("kotlin", "swift", "flutter", "react native", "android", "ios", "git", "rest apis", "typescript"),
        (
            "criar telas e fluxos do aplicativo",
            "publicar versões nas lojas",
            "medir e melhorar o desempenho do aplicativo",
            "trabalhar junto ao time de produto",
        ),
    ),
    Area(
        "TI - Desenvolvimento/Design",
        (("Designer", "Designer"), ("Designer de Produto", "Designer de Produto"), ("Web Designer", "Web Designer")),
        (
            "photoshop", "illustrator", "figma", "adobe xd", "ux design", "ui design", "design system",
            "usability testing", "html", "css",
        ),
        (
            "desenhar protótipos e jornadas",
            "conduzir pesquisas com usuários",
            "manter a identidade visual dos canais",
            "acompanhar a implementação das telas",
        ),
    ),
    Area(
        "Financeira/Controladoria",
        (
            ("Analista Financeiro", "Analista Financeira"),
            ("Contador", "Contadora"),
            ("Assistente Financeiro", "Assistente Financeira"),
            ("Controller", "Controller"),
        ),
        (
            "accounting", "accounts payable", "accounts receivable", "cash flow", "bank reconciliation", "invoicing",
            "budgeting", "ifrs", "totvs protheus", "excel", "power bi",
        ),
        (
            "preparar o fechamento mensal",
            "conferir lançamentos e notas",
            "apoiar auditorias com documentos e planilhas",
            "acompanhar indicadores da área",
        ),
    ),
    Area(
        "Recursos Humanos",
        (
            ("Analista de RH", "Analista de RH"),
            ("Recrutador", "Recrutadora"),
            ("Assistente de RH", "Assistente de RH"),
        ),
        (
            "recruiting", "payroll", "personnel administration", "training", "benefits", "esocial", "labor law",
            "excel",
        ),
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
            ("Executivo de Contas", "Executiva de Contas"),
            ("Vendedor", "Vendedora"),
            ("Analista Comercial", "Analista Comercial"),
        ),
        ("negotiation", "salesforce", "crm", "prospecting", "inside sales", "post-sales", "excel", "powerpoint"),
        (
            "cuidar da carteira de clientes",
            "preparar propostas e acompanhar a assinatura",
            "visitar clientes e apresentar soluções",
            "acompanhar metas com a gerência",
        ),
    ),
    Area(
        "Marketing",
        (("Analista de Marketing", "Analista de Marketing"), ("Coordenador de Marketing", "Coordenadora de Marketing")),
        ("seo", "google ads", "google analytics", "email marketing", "social media", "photoshop", "excel"),
        (
            "planejar campanhas e medir o retorno",
            "produzir conteúdo para os canais da empresa",
            "acompanhar fornecedores e eventos",
        ),
    ),
    Area(
        "Administrativa",
        (
            ("Assistente Administrativo", "Assistente Administrativa"),
            ("Analista Administrativo", "Analista Administrativa"),
            ("Auxiliar Administrativo", "Auxiliar Administrativa"),
        ),
        ("excel", "word", "powerpoint", "document control", "purchasing", "inventory", "scheduling", "invoicing"),
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
