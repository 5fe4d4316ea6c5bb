/* A plausible pair, invented, to try the page with. */

export const EXAMPLE = {
  "vaga.titulo_vaga": "Desenvolvedor Java Sênior",
  "vaga.competencias_tecnicas_requeridas": "Java, Spring Boot, PostgreSQL, Docker, Kubernetes, Kafka",
  "vaga.nivel_academico": "Superior",
  "vaga.nivel_ingles": "Intermediário",
  "vaga.nivel_profissional": "Sênior",
  "vaga.tipo_contratacao": "CLT",
  "vaga.areas_atuacao": "TI - Desenvolvimento/Programação",
  "vaga.principais_atividades": "Desenvolver serviços de pagamento, revisar código e apoiar a equipe.",
  "candidato.titulo_profissional": "Desenvolvedor Back-end Java",
  "candidato.conhecimentos_tecnicos": "Java, Spring Boot, PostgreSQL, Docker, Kafka, JUnit, Git",
  "candidato.nivel_academico": "Superior",
  "candidato.nivel_ingles": "Avançado",
  "candidato.nivel_profissional": "Sênior",
  "candidato.area_de_atuacao": "TI - Desenvolvimento/Programação",
  "candidato.cv": "Oito anos em sistemas de pagamento com Java, Spring e Kafka.",
};
