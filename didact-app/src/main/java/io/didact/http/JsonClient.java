package io.didact.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Asks a server, in JSON. Several threads may ask at once. Redirects are not followed, so that the
 * key goes nowhere else.
 */
public final class JsonClient {
  /** Bytes that no answer needs. */
  static final int MOST_BYTES = 16 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** What is wrong with this request, and not with the next one. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

  private static final Set<Integer> FOR_A_WHILE = Set.of(408, 425, 429);

  private final Server server;
  private final Pause pause;
  private final Consumer<String> messages;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /** Makes something of an answer. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * @param answer missing where it is no JSON
     * @throws UnreadableException where it is to be asked for again
     */
    T read(JsonNode answer) throws IOException;
  }

  /**
   * @param messages hears, from any thread, why something is tried again
   */
  public JsonClient(Server server, Pause pause, Consumer<String> messages) {
    this.server = server;
    this.pause = pause;
    this.messages = messages;
  }

  /** Who is asked. */
  public Server server() {
    return server;
  }

  /**
   * What a path answers.
   *
   * @throws IOException as for {@link #post}
   */
  public <T> T get(String path, Reader<T> reader) throws IOException, InterruptedException {
    return ask(request(path).GET().build(), reader);
  }

  /**
   * What a path answers to a value, which is sent as JSON.
   *
   * @throws RefusedException where the server finds this request wrong, or its answer is too large
   * @throws IOException where the server cannot be asked, also after the retries, saying why
   */
  public <T> T post(String path, Object body, Reader<T> reader)
      throws IOException, InterruptedException {
    byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
    return ask(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build(),
        reader);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.at(path))
            .header("Accept", "application/json")
            .header("User-Agent", "didact");
    server.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request;
  }

  private <T> T ask(HttpRequest request, Reader<T> reader)
      throws IOException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return send(request, reader);
      } catch (UnreadableException e) {
        boolean tooLong = e.asked().compareTo(LONGEST_PAUSE) > 0;
        if (failures > server.retries() || tooLong) {
          throw new IOException(
              "%s: %s%s"
                  .formatted(
                      server,
                      e.getMessage(),
                      tooLong
                          ? "; it asks to wait %d s".formatted(e.asked().toSeconds())
                          : failures > 1 ? " (tried %d times)".formatted(failures) : ""),
              e);
        }
        messages.accept(server + ": " + e.getMessage() + "; it is asked again");
        Duration usual = Duration.ofSeconds(1L << Math.min(failures - 1, 6));
        pause.sleep(e.asked().compareTo(usual) > 0 ? e.asked() : usual);
      }
    }
  }

  private <T> T send(HttpRequest request, Reader<T> reader)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Optional<byte[]>>> response =
        client.sendAsync(request, info -> new LimitedBody(MOST_BYTES));
    try {
      return read(response.get(server.timeout().toMillis(), TimeUnit.MILLISECONDS), reader);
    } catch (TimeoutException e) {
      throw forAWhile("no reply within %d s".formatted(server.timeout().toSeconds()));
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      boolean away =
          cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
      throw forAWhile(
          away
              ? "it cannot be reached; does it run?"
              : "the connection failed: "
                  + Objects.requireNonNullElse(
                      cause.getMessage(), cause.getClass().getSimpleName()));
    } finally {
      response.cancel(true);
    }
  }

  private <T> T read(HttpResponse<Optional<byte[]>> response, Reader<T> reader) throws IOException {
    int status = response.statusCode();
    Optional<String> body = response.body().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    String text = body.orElse("");
    if (status == 200) {
      if (body.isEmpty()) {
        throw new RefusedException("the reply is larger than %d MiB".formatted(MOST_BYTES >> 20));
      }
      try {
        return reader.read(json(text));
      } catch (UnreadableException e) {
        throw e.quotes() ? forAWhile(e.getMessage() + ": " + said(text)) : e;
      }
    }
    String message = "HTTP " + status + ": " + said(text);
    if (REFUSED.contains(status)) {
      throw new RefusedException(message);
    }
    if (status >= 500 || FOR_A_WHILE.contains(status)) {
      throw new UnreadableException(message, asked(response), false);
    }
    throw new IOException(server + ": " + message);
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  /** The server's own words in short, without the key and without control characters. */
  private String said(String text) {
    String message = json(text).path("error").path("message").asString(text);
    String hidden = server.key().map(key -> message.replace(key, "…")).orElse(message);
    String line = hidden.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  private static UnreadableException forAWhile(String message) {
    return new UnreadableException(message, Duration.ZERO, false);
  }

  /** Seconds; a date is not looked at, the usual pauses do. */
  private static Duration asked(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.strip().matches("[0-9]{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value.strip())))
        .orElse(Duration.ZERO);
  }
}
