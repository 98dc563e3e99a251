package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.http.JsonClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How one kind of server is asked for samples, and what it answers. Keeps nothing. */
interface Dialect {
  /** Where it is asked for samples. */
  String path();

  /** Everything is sent, so that no default of the server's plays a part. */
  Map<String, Object> request(Ask ask);

  /**
   * Reads an answer.
   *
   * @param vocabulary ids of the model are those below
   * @throws IOException where it is none to what was asked
   */
  Written read(JsonNode answer, Ask ask, int vocabulary) throws IOException;

  /**
   * Looks whether a server is there and has the model.
   *
   * @return the most tokens of prompt and sample; 0 where it does not say
   */
  int look(JsonClient client, String served) throws IOException, InterruptedException;

  /** Whether log-probs are Didact's for a sampling, where the probe found them to be such. */
  default boolean tells(LogProbKind kind, Sampling sampling) {
    return kind.holds(sampling);
  }

  /**
   * Makes the server sample with the weights of a directory.
   *
   * @param adapter whether they are an adapter over the weights that it serves
   * @return the name to ask for from now on
   * @throws IOException where it does not take them, saying what to do
   */
  String handOver(JsonClient client, String served, Path weights, boolean adapter, long version)
      throws IOException, InterruptedException;

  /** Lets an adapter go that was handed over before, where it is there. */
  default void forget(JsonClient client, String adapter) throws InterruptedException {}

  /** Lets an adapter go by a request; one that is not there is none the less. */
  static void unload(JsonClient client, String path, String adapter) throws InterruptedException {
    try {
      client.post(path, Map.of("lora_name", adapter), answer -> adapter);
    } catch (IOException e) {
      // a server that has another of this name refuses the next one, and says so
    }
  }
}
