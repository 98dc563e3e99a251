package io.didact.chat;

import io.didact.http.JsonClient;
import io.didact.http.Pause;
import io.didact.http.RefusedException;
import io.didact.http.Server;
import io.didact.http.UnreadableException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Asks a server for chat completions. Several threads may ask at once. */
public final class ChatClient {
  private final ChatServer server;
  private final JsonClient client;

  /**
   * @param messages hears, from any thread, why something is tried again
   */
  public ChatClient(ChatServer server, Pause pause, Consumer<String> messages) {
    this.server = server;
    this.client =
        new JsonClient(
            new Server(
                server.toString(), server.url(), server.timeout(), server.retries(), server.key()),
            pause,
            messages);
  }

  /**
   * The reply to a prompt, which is the one turn of the user.
   *
   * @throws IOException where the server cannot be asked, also after the retries, saying why
   */
  public Reply ask(String prompt) throws IOException, InterruptedException {
    try {
      return client.post("/chat/completions", request(prompt), ChatClient::read);
    } catch (RefusedException e) {
      return Reply.none(String.valueOf(e.getMessage()));
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

  private static Reply read(JsonNode completion) throws IOException {
    JsonNode choice = completion.path("choices").path(0);
    if (!choice.path("message").isObject()) {
      throw new UnreadableException("what it replies is no chat completion");
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
}
