package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.http.JsonClient;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

  /** How given tokens are scored, by a server that does so. */
  default Optional<Scores> scoring() {
    return Optional.empty();
  }

  /** How a server is asked for the log-probs of given tokens, at temperature 1. */
  interface Scores {
    /**
     * @param salt tells the server's caches of prefixes apart
     */
    Map<String, Object> request(String served, String salt, TokenIds ids);

    /**
     * Reads an answer.
     *
     * @return [ids − 1] the log-prob of each id but the first
     * @throws IOException where it is none to what was asked
     */
    double[] read(JsonNode answer, TokenIds ids, int vocabulary) throws IOException;
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
