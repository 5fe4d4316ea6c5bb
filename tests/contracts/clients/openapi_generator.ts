// Asks a gateway through the client that openapi-generator made: `... ADDRESS KEY CV`.
import { Configuration, DocumentsApi, EventsApi, PredictionsApi, ResponseError, type Event, type Pair } from "./client";

declare const process: { argv: string[] };

const event = (number: number): Event => ({
  specversion: "1.0",
  id: String(number),
  source: "/contracts",
  type: "recruiting.job.upserted",
  data: { id: `v${number}`, tituloVaga: "Dev" },
});

const pair: Pair = {
  vaga: { competenciasTecnicasRequeridas: "Python, Django", nivelIngles: "intermediário" },
  candidato: { conhecimentosTecnicos: "Python", nivelIngles: "avançado" },
};

async function main(basePath: string, accessToken: string, documento: string): Promise<void> {
  const known = new Configuration({ basePath, accessToken });
  const stranger = new PredictionsApi(new Configuration({ basePath, accessToken: "none" }));
  const refused = await stranger.predict({ pair }).then(
    () => 200,
    (error: unknown) => (error instanceof ResponseError ? error.response.status : 0),
  );
  const found = {
    score: (await new PredictionsApi(known).predict({ pair })).qualityScore,
    one: (await new EventsApi(known).sendEvent({ event: event(1) })).accepted,
    some: (await new EventsApi(known).sendEvents({ event: [event(2), event(3)] })).accepted,
    words: (await new DocumentsApi(known).sendDocument({ applicantId: "c1", applicantDocument: { documento } })).words,
    refused,
  };
  console.log(JSON.stringify(found));
}

void main(process.argv[2], process.argv[3], process.argv[4]);
