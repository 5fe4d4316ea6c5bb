"""Made-up CVs: what they say, and in which shapes; `docx`, `html`, `latex` and `pages` write them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SKILLS = (
    "Java", "Spring Boot", "C#", ".NET", "C++", "Node.js", "T-SQL", "Objective-C", "Python", "Django", "SAP FI",
    "ABAP", "Kubernetes", "Docker", "CI/CD", "PostgreSQL", "Oracle", "JavaScript", "React", "AWS", "Azure DevOps",
    "Power BI", "Excel avançado", "Scrum", "Kotlin", "Machine Learning", "scikit-learn", "Hyper-V", "Low code", "Git",
)  # fmt: skip
_WHAT = (
    "desenvolvimento de aplicações distribuídas", "administração de bancos de dados", "integração contínua",
    "gestão de equipes e negociação com fornecedores", "manutenção de sistemas de faturamento",
    "elaboração de relatórios gerenciais", "levantamento de requisitos junto às áreas", "automação de testes",
    "migração de versões sem interrupção", "documentação técnica e treinamento de usuários",
    "correção de inconsistências em conciliações bancárias", "implantação em clientes de três países",
)  # fmt: skip
_WHERE = ("Grupo Paineira", "Açúcar União", "Banco do Agreste", "Ipê Sistemas", "Fundação Três Rios", "Ótica São João")
_TITLES = (
    "Analista de Sistemas",
    "Desenvolvedora Sênior",
    "Engenheiro de Dados",
    "Coordenação de TI",
    "Técnica em Redes",
)
_SCHOOLS = ("Universidade do Planalto", "Faculdade de Tecnologia do Açaí", "Instituto Politécnico de Maringá")
SHAPES = ("plain", "table", "columns", "box", "breaks", "pieces")


@dataclass(frozen=True)
class Cv:
    """One CV; `shape` says how its list of skills, and its parts, are laid out."""

    number: int
    shape: str
    title: str
    summary: str
    skills: tuple[str, ...]
    jobs: tuple[tuple[str, str, str], ...]
    """Where, when, what."""
    study: str

    @property
    def lines(self) -> list[str]:
        """The whole CV as lines of text."""
        jobs = [line for where, when, what in self.jobs for line in (where, when, what)]
        return [
            self.title,
            "Resumo",
            self.summary,
            "Conhecimentos",
            *self.skills,
            "Experiência",
            *jobs,
            "Formação",
            self.study,
        ]

    @property
    def text(self) -> str:
        """The whole CV as plain text."""
        return "\n".join(self.lines)


def made(count: int, seed: int = 1) -> list[Cv]:
    """Draw CVs, of all shapes in turn."""
    chance = Random(seed)
    return [_one(chance, number) for number in range(count)]


def _one(chance: Random, number: int) -> Cv:
    what = [f"{chance.choice(_WHAT).capitalize()}, {', '.join(chance.sample(_WHAT, 3))}." for _ in range(5)]
    return Cv(
        number,
        SHAPES[number % len(SHAPES)],
        chance.choice(_TITLES),
        f"Profissional com experiência em {', '.join(chance.sample(_WHAT, 3))} e atuação em equipes ágeis.",
        tuple(chance.sample(SKILLS, 9)),
        tuple((chance.choice(_WHERE), f"{2012 + 3 * n}-{2015 + 3 * n}", " ".join(what[n : n + 2])) for n in range(4)),
        f"Graduação em Ciência da Computação, {chance.choice(_SCHOOLS)}, inglês fluente, espanhol básico",
    )
