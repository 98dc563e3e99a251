package io.didact.chat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Asks a server for chat completions, over HTTP. Several threads may ask at once. Redirects are not
 * followed, so that the key goes nowhere else.
 */
public final class ChatClient {
  /** Bytes of a response that no trace needs. */
  static final int MOST_BYTES = 16 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** What is wrong with this request, and not with the next one. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

  private static final Set<Integer> FOR_A_WHILE = Set.of(408, 425, 429);

  private final ChatServer server;
  private final URI address;
  private final Pause pause;
  private final Consumer<String> messages;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /** Waits between two tries. */
  public interface Pause {
    /** By the clock on the wall. */
    Pause REAL = time -> Thread.sleep(time.toMillis());

    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * @param messages hears, from any thread, why something is tried again
   */
  public ChatClient(ChatServer server, Pause pause, Consumer<String> messages) {
    this.server = server;
    this.address = URI.create(server.url().toString().replaceFirst("/*$", "/chat/completions"));
    this.pause = pause;
    this.messages = messages;
  }

  /** What may go better at the next try. */
  private static final class ForAWhileException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Duration asked;

    ForAWhileException(String message, Duration asked) {
      super(message);
      this.asked = asked;
    }
  }

  /**
   * The reply to a prompt, which is the one turn of the user.
   *
   * @throws IOException where the server cannot be asked, also after the retries, saying why
   */
  public Reply ask(String prompt) throws IOException, InterruptedException {
    byte[] request = JsonMapper.shared().writeValueAsBytes(request(prompt));
    for (int failures = 1; ; failures++) {
      try {
        return send(request);
      } catch (ForAWhileException e) {
        boolean tooLong = e.asked.compareTo(LONGEST_PAUSE) > 0;
        if (failures > server.retries() || tooLong) {
          throw new IOException(
              "%s: %s%s"
                  .formatted(
                      server,
                      e.getMessage(),
                      tooLong
                          ? "; it asks to wait %d s".formatted(e.asked.toSeconds())
                          : failures > 1 ? " (tried %d times)".formatted(failures) : ""),
              e);
        }
        messages.accept(server + ": " + e.getMessage() + "; it is asked again");
        Duration usual = Duration.ofSeconds(1L << Math.min(failures - 1, 6));
        pause.sleep(e.asked.compareTo(usual) > 0 ? e.asked : usual);
      }
    }
  }

  private Map<String, Object> request(String prompt) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("model", server.model());
    request.put("messages", List.of(Map.of("role", "user", "content", prompt)));
    request.put("temperature", server.temperature());
    request.put("max_tokens", server.maxTokens());
    request.put("stream", false);
    request.putAll(server.more());
    request.values().removeIf(value -> value == null);
    return request;
  }

  private Reply send(byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "didact")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    server.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    CompletableFuture<HttpResponse<Optional<byte[]>>> response =
        client.sendAsync(request.build(), info -> new LimitedBody(MOST_BYTES));
    try {
      return reply(response.get(server.timeout().toMillis(), TimeUnit.MILLISECONDS));
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

  private Reply reply(HttpResponse<Optional<byte[]>> response) throws IOException {
    int status = response.statusCode();
    Optional<String> text = response.body().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    if (status == 200) {
      return text.isEmpty()
          ? Reply.none("the reply is larger than %d MiB".formatted(MOST_BYTES >> 20))
          : read(text.get());
    }
    String message = "HTTP " + status + ": " + said(text.orElse(""));
    if (REFUSED.contains(status)) {
      return Reply.none(message);
    }
    if (status >= 500 || FOR_A_WHILE.contains(status)) {
      throw new ForAWhileException(message, asked(response));
    }
    throw new IOException(server + ": " + message);
  }

  private Reply read(String text) throws IOException {
    JsonNode completion = json(text);
    JsonNode choice = completion.path("choices").path(0);
    if (!choice.path("message").isObject()) {
      throw forAWhile("what it replies is no chat completion: " + said(text));
    }
    String finish = choice.path("finish_reason").asString("stop");
    if (finish.equals("length")) {
      return Reply.none("the reply was cut at its limit of tokens");
    }
    if (finish.equals("content_filter")) {
      return Reply.none("the server's filter took the reply away");
    }
    String content = choice.path("message").path("content").asString("").strip();
    return content.isEmpty()
        ? Reply.none("the reply has no text")
        : Reply.of(content, completion.path("usage").path("completion_tokens").asInt(0));
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

  private static ForAWhileException forAWhile(String message) {
    return new ForAWhileException(message, Duration.ZERO);
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
