"""The other words of the synthetic world: levels, contracts, places, names and statuses.

All words are our own, except the fixed lists of the recruiting system (levels, contracts, statuses), which are part of
the raw schema.
"""

SENIORITIES = ("Auxiliar", "Júnior", "Analista", "Pleno", "Sênior", "Especialista", "Gerente")
SENIORITY_WEIGHTS = (3, 12, 25, 22, 28, 6, 4)
TITLE_PREFIX = ("Auxiliar", "Gerente")
TITLE_SUFFIX = {
    "Júnior": ("Júnior", "Jr"),
    "Pleno": ("Pleno", "Pl"),
    "Sênior": ("Sênior", "Sr"),
    "Especialista": ("Especialista",),
}

ACADEMIC = (
    "Ensino Médio Completo",
    "Ensino Técnico Completo",
    "Ensino Superior Incompleto",
    "Ensino Superior Cursando",
    "Ensino Superior Completo",
    "Pós Graduação Cursando",
    "Pós Graduação Completo",
    "Mestrado Completo",
)
ACADEMIC_ASKED = (11, 8, 0, 8, 68, 0, 5, 0)
ACADEMIC_HELD = (8, 6, 6, 12, 41, 4, 20, 3)

LANGUAGE = ("Nenhum", "Básico", "Intermediário", "Avançado", "Fluente")
ENGLISH_ASKED = (30, 32, 12, 17, 9)
ENGLISH_HELD = (9, 30, 32, 20, 9)
SPANISH_ASKED = (55, 38, 3, 2, 2)
SPANISH_HELD = (33, 44, 14, 5, 4)

CONTRACTS = ("PJ/Autônomo", "CLT Full", "CLT Full, PJ/Autônomo", "Cooperado", "Hunting", "")
CONTRACT_WEIGHTS = (32, 30, 18, 7, 8, 5)

PLACES = (
    ("São Paulo", "São Paulo"),
    ("Campinas", "São Paulo"),
    ("Rio de Janeiro", "Rio de Janeiro"),
    ("Belo Horizonte", "Minas Gerais"),
    ("Recife", "Pernambuco"),
    ("Curitiba", "Paraná"),
    ("Porto Alegre", "Rio Grande do Sul"),
    ("Fortaleza", "Ceará"),
)
PLACE_WEIGHTS = (64, 8, 6, 6, 6, 4, 3, 3)

WELCOME = "Desejável:"
"""Behind it a posting names skills that are welcome and not required."""
CLIENTS = (
    "Aurora Seguros", "Banco Jequitibá", "Varejo Ipê", "Mineração Cambuci", "Energia do Vale", "Saúde Manacá",
    "Logística Sabiá", "Papel Guarapuvu", "Telefonia Cerrado", "Alimentos Pequi",
)  # fmt: skip
ATTITUDES = ("Perfil colaborativo.", "Facilidade de aprendizado.", "Organização e pontualidade.", "Iniciativa.")
COMPANIES = (
    "Grupo Araucária", "Sistemas Quaresmeira", "Grupo Paineira", "Indústria Jatobá", "Lojas Pitanga",
    "Consultoria Umbuzeiro", "Hospital Ingazeiro", "Transportes Sucupira", "Cooperativa Buriti", "Editora Jacarandá",
)  # fmt: skip
SCHOOLS = (
    "Faculdade Vale Verde", "Universidade do Planalto", "Instituto Mar Azul", "Faculdade Rio Claro do Sul",
    "Universidade da Serra",
)  # fmt: skip
CERTIFICATIONS = {
    "aws": "AWS Certified Cloud Practitioner",
    "azure": "Azure Fundamentals AZ-900",
    "scrum": "Professional Scrum Master I",
    "itil": "ITIL 4 Foundation",
    "java": "Java SE Programmer Associate",
    "sap fi": "SAP FI Associate",
    "sap mm": "SAP MM Associate",
}

HIRED = ("Contratado pela Decision", "Aprovado", "Contratado como Hunting", "Documentação CLT", "Proposta Aceita")
HIRED_WEIGHTS = (85, 8, 5, 1, 1)
REJECTED = ("Não Aprovado pelo Cliente", "Não Aprovado pelo RH", "Não Aprovado pelo Requisitante", "Recusado")
REJECTED_WEIGHTS = (56, 30, 13, 1)
WITHDREW = ("Desistiu", "Sem interesse nesta vaga", "Desistiu da Contratação")
WITHDREW_WEIGHTS = (85, 13, 2)
OPEN = (
    "Prospect", "Encaminhado ao Requisitante", "Inscrito", "Entrevista Técnica", "Em avaliação pelo RH",
    "Entrevista com Cliente",
)  # fmt: skip
OPEN_WEIGHTS = (46, 39, 9, 2, 2, 2)
