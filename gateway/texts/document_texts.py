"""Portuguese texts for documents: why one was not read, and what is doubtful of one that was."""

from __future__ import annotations

from collections.abc import Iterable

from producers.documents.outcome import Doubt, Reason

REASONS = {
    Reason.EMPTY: "o arquivo está vazio",
    Reason.TOO_LARGE: "o arquivo é grande demais; envie-o sem imagens",
    Reason.TOO_LARGE_INSIDE: "o conteúdo compactado do arquivo é grande demais ou tem partes demais",
    Reason.OTHER_FORMAT: "não é PDF nem DOCX, seja qual for o nome do arquivo; salve-o em um destes formatos",
    Reason.PASSWORD: "o arquivo está protegido por senha; envie-o sem ela",
    Reason.DAMAGED: "o arquivo está danificado ou incompleto; salve-o de novo",
    Reason.PICTURE: "as páginas são imagens, sem texto; envie o arquivo de que foram feitas",
    Reason.NO_TEXT: "não há texto nele; envie o arquivo de que foi feito",
    Reason.TOO_SLOW: "a leitura levou tempo ou memória demais; salve-o de novo, sem desenhos",
}
_DOUBTS = {
    Doubt.HIDDEN: "há palavras que ninguém vê na página; elas não contam",
    Doubt.WHITE: "há palavras em branco, como sobre fundo escuro; se o fundo não é escuro, ninguém as vê",
    Doubt.SCANNED: "as palavras são a leitura que uma máquina fez de uma imagem",
    Doubt.GLUED: "palavras podem ter perdido os espaços entre elas",
    Doubt.UNMAPPED: "há letras que não puderam ser lidas, ou que não são as que a página mostra",
    Doubt.SHORT: "há poucas palavras",
    Doubt.MORE_PAGES: "há mais páginas do que as que são lidas",
    Doubt.CUT: "o texto é longo demais e foi cortado",
    Doubt.EMBEDDED: "há outro documento dentro deste, que não foi lido",
}


def doubts(found: Iterable[Doubt]) -> list[str]:
    """The text of each doubt."""
    return [f"documento: {_DOUBTS[doubt]}" for doubt in found]
