package io.didact.recipe.stage;

import io.didact.chat.ChatServer;
import io.didact.config.Input;
import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.http.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model behind a server that completes chats as OpenAI's does.
 *
 * @param url what {@code /chat/completions} is put behind
 * @param model as the server calls it
 * @param prompt file with the user's turn; {@code {question}}, {@code {solution}} and {@code
 *     {trace}} are the problem's
 * @param maxTokens of a reply
 * @param concurrency requests at once
 * @param timeoutSeconds for one whole reply
 * @param retries of a request that failed for a while
 * @param keyVariable environment variable with the server's key
 * @param request fields of each request beside or in place of the usual ones
 */
public record ServerRefiner(
    String url,
    String model,
    @Input Path prompt,
    double temperature,
    int maxTokens,
    int concurrency,
    int timeoutSeconds,
    int retries,
    Optional<String> keyVariable,
    Map<String, Object> request)
    implements Refiner {
  private static final int MOST_AT_ONCE = 512;
  private static final int LARGEST_PROMPT = 1 << 20;
  private static final Pattern PLACE = Pattern.compile("\\{(question|solution|trace)}");

  /** What the stage itself gives. */
  private static final Set<String> OWN = Set.of("model", "messages", "stream", "n");

  public ServerRefiner {
    new Rules()
        .all("", Server.rules(url))
        .require(!model.isBlank(), "model", "must name a model of the server")
        .notNegative("temperature", temperature)
        .atLeast("maxTokens", 1, maxTokens)
        .require(
            concurrency >= 1 && concurrency <= MOST_AT_ONCE,
            "concurrency",
            "from 1 to 512",
            concurrency)
        .atLeast("timeoutSeconds", 1, timeoutSeconds)
        .require(retries >= 0 && retries <= 20, "retries", "from 0 to 20", retries)
        .require(
            request.keySet().stream().noneMatch(OWN::contains),
            "request",
            "cannot have model, messages, stream and n: the stage gives them")
        .done();
  }

  static ServerRefiner defaults(String url, String model, Path prompt) {
    return new ServerRefiner(url, model, prompt, 0.7, 16384, 8, 600, 5, Optional.empty(), Map.of());
  }

  /** A server may write a trace to its end. */
  @Override
  public boolean completes() {
    return true;
  }

  @Override
  public String called() {
    return model;
  }

  @Override
  public Map<String, Path> files() {
    return Map.of("prompt", prompt);
  }

  @Override
  public Rules missing() {
    return missing(System.getenv());
  }

  Rules missing(Map<String, String> environment) {
    Rules missing = new Rules();
    try {
      template();
    } catch (IOException e) {
      missing.add("prompt", String.valueOf(e.getMessage()));
    }
    try {
      Server.key(keyVariable, environment);
    } catch (IOException e) {
      missing.add("keyVariable", String.valueOf(e.getMessage()));
    }
    return missing;
  }

  /** What to ask; the key comes from the environment and goes nowhere but to the server. */
  ChatServer server(Map<String, String> environment) throws IOException {
    return new ChatServer(
        URI.create(url),
        model,
        temperature,
        maxTokens,
        request,
        Duration.ofSeconds(timeoutSeconds),
        retries,
        Server.key(keyVariable, environment));
  }

  /**
   * The prompt with its places.
   *
   * @throws IOException where it cannot be used, saying why
   */
  String template() throws IOException {
    if (Files.size(prompt) > LARGEST_PROMPT) {
      throw new IOException(prompt + " is larger than 1 MiB");
    }
    try {
      String template = Files.readString(prompt);
      if (!template.contains("{trace}")) {
        throw new IOException(prompt + " has no {trace}");
      }
      return template;
    } catch (CharacterCodingException e) {
      throw new IOException(prompt + " is no UTF-8 text", e);
    }
  }

  /** The prompt of one trace; braces of other words stay. */
  static String prompt(String template, Problem problem) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "question" -> problem.question();
                      case "solution" -> problem.solution();
                      default -> String.valueOf(problem.trace());
                    }));
  }
}
