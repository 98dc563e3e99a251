package io.didact.chat;

import static io.didact.chat.FakeChatServer.reply;
import static io.didact.chat.FakeChatServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ChatClientTest {
  private static final String KEY = "sk-verysecret";

  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

  private ChatClient client(String url, Map<String, Object> more, Duration timeout) {
    return new ChatClient(
        new ChatServer(URI.create(url), "m", 0.5, 100, more, timeout, 3, Optional.of(KEY)),
        pauses::add,
        messages::add);
  }

  private ChatClient client(FakeChatServer server) {
    return client(server.url(), Map.of(), Duration.ofSeconds(20));
  }

  @Test
  void theRequestIsWhatAnyServerTakes() throws Exception {
    try (FakeChatServer server =
        new FakeChatServer((request, exchange) -> reply(exchange, "\n hé \n", "stop"))) {
      assertThat(client(server).ask("q\n\"ü\"")).isEqualTo(new Reply(Optional.of("hé"), "", 7));
      Map<String, Object> more = new HashMap<>();
      more.put("max_tokens", null);
      more.put("max_completion_tokens", 9);
      more.put("temperature", 1);
      client(server.url() + "/", more, Duration.ofSeconds(20)).ask("again");
      assertThat(server.authorizations()).containsOnly("Bearer " + KEY);
      assertThat(server.requests().stream().map(JsonNode::toString))
          .containsExactly(
              "{\"model\":\"m\",\"messages\":%s,\"temperature\":0.5,\"max_tokens\":100,\"stream\":false}"
                  .formatted(message(server, 0)),
              "{\"model\":\"m\",\"messages\":%s,\"temperature\":1,\"stream\":false,\"max_completion_tokens\":9}"
                  .formatted(message(server, 1)));
      assertThat(FakeChatServer.prompt(server.requests().peek())).isEqualTo("q\n\"ü\"");
    }
  }

  /** The two fields of a message come in any order. */
  private static String message(FakeChatServer server, int index) {
    JsonNode messages = new ArrayList<>(server.requests()).get(index).path("messages");
    assertThat(messages.path(0).path("role").asString()).isEqualTo("user");
    assertThat(messages.size()).isEqualTo(1);
    return messages.toString();
  }

  /** Pauses of 1 and 2 seconds, or what the server asks for where that is more. */
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 529})
  void whatFailsForAWhileIsAskedAgain(int status) throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              int now = count.incrementAndGet();
              if (now == 2) {
                exchange.getResponseHeaders().set("Retry-After", "40");
              }
              if (now < 4) {
                send(exchange, status, "{\"error\":{\"message\":\"slow\\u001b down\"}}");
              } else {
                reply(exchange, "done", "stop");
              }
            })) {
      assertThat(client(server).ask("q").text()).hasValue("done");
      assertThat(pauses)
          .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofSeconds(4));
      assertThat(messages.get(0)).endsWith("HTTP " + status + ": slow  down; it is asked again");
    }
  }

  @Test
  void retriesEnd() throws Exception {
    try (FakeChatServer server =
        new FakeChatServer((request, exchange) -> send(exchange, 503, "overloaded"))) {
      assertThatThrownBy(() -> client(server).ask("q"))
          .isInstanceOf(IOException.class)
          .hasMessage("m at %s: HTTP 503: overloaded (tried 4 times)".formatted(server.url()));
      assertThat(server.requests()).hasSize(4);
    }
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              exchange.getResponseHeaders().set("Retry-After", "3600");
              send(exchange, 429, "quota");
            })) {
      assertThatThrownBy(() -> client(server).ask("q"))
          .hasMessageEndingWith("HTTP 429: quota; it asks to wait 3600 s");
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** The server's own words may have the key; ours never do. */
  @ParameterizedTest
  @ValueSource(ints = {301, 307, 401, 403, 404})
  void whatCannotGoBetterEndsAtOnce(int status) throws Exception {
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              exchange.getResponseHeaders().set("Location", "/v1/elsewhere");
              send(exchange, status, "{\"error\":{\"message\":\"wrong key " + KEY + "\"}}");
            })) {
      assertThatThrownBy(() -> client(server).ask("q"))
          .hasMessage("m at %s: HTTP %d: wrong key …".formatted(server.url(), status));
      assertThat(server.requests()).hasSize(1);
      assertThat(messages).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"choices\":[{\"message\":{\"content\":\"half\"},\"finish_reason\":\"length\"}]} | the reply was cut at its limit of tokens",
        "200 | {\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"content_filter\"}]} | the server's filter took the reply away",
        "200 | {\"choices\":[{\"message\":{\"content\":\" \\n\"},\"finish_reason\":\"stop\"}]} | the reply has no text",
        "200 | {\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[]}}]} | the reply has no text",
        "400 | {\"error\":{\"message\":\"too long\"}} | HTTP 400: too long",
        "413 | large | HTTP 413: large",
        "422 | {} | HTTP 422: {}",
      })
  void aReplyMayBeOfNoUse(int status, String body, String why) throws Exception {
    try (FakeChatServer server =
        new FakeChatServer((request, exchange) -> send(exchange, status, body))) {
      assertThat(client(server).ask("q")).isEqualTo(new Reply(Optional.empty(), why, 0));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>login</html>",
        "",
        "{",
        "[]",
        "{\"choices\":[]}",
        "{\"choices\":3}",
        "null"
      })
  void whatIsNoCompletionIsNotTakenForOne(String body) throws Exception {
    try (FakeChatServer server =
        new FakeChatServer((request, exchange) -> send(exchange, 200, body))) {
      assertThatThrownBy(() -> client(server).ask("q"))
          .hasMessageContaining("what it replies is no chat completion: " + body)
          .hasMessageEndingWith("(tried 4 times)");
    }
  }

  /** What has no end is not read to its end. */
  @Test
  void aReplyOfAbsurdSizeIsNotRead() throws Exception {
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] many = new byte[1 << 20];
              for (int i = 0; i < 1 << 20; i++) {
                exchange.getResponseBody().write(many);
              }
            })) {
      assertThat(client(server).ask("q").why()).isEqualTo("the reply is larger than 16 MiB");
    }
  }

  /** A body that drips counts as no reply, as does none. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowServerIsNotWaitedForForever(boolean drips) throws Exception {
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              if (drips) {
                exchange.sendResponseHeaders(200, 0);
              }
              for (int i = 0; i < 600; i++) {
                Thread.sleep(50);
                if (drips) {
                  exchange.getResponseBody().write(' ');
                  exchange.getResponseBody().flush();
                }
              }
            })) {
      ChatClient client = client(server.url(), Map.of(), Duration.ofMillis(300));
      assertThatThrownBy(() -> client.ask("q"))
          .hasMessageEndingWith("no reply within 0 s (tried 4 times)");
    }
  }

  @Test
  void aConnectionMayBreakOrNeverBe() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              if (count.incrementAndGet() == 1) {
                cut(exchange);
              } else {
                reply(exchange, "whole", "stop");
              }
            })) {
      assertThat(client(server).ask("q").text()).hasValue("whole");
      assertThat(messages.get(0)).contains("the connection failed");
    }
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    ChatClient client =
        client("http://localhost:" + free + "/v1", Map.of(), Duration.ofSeconds(20));
    assertThatThrownBy(() -> client.ask("q"))
        .hasMessageEndingWith("it cannot be reached; does it run? (tried 4 times)");
  }

  private static void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write('{');
    exchange.getResponseBody().flush();
    throw new IOException("the test cuts it");
  }

  @Test
  void theKeyIsNotPrinted() {
    assertThat(
            new ChatServer(
                    URI.create("http://h/v1"),
                    "m",
                    0,
                    1,
                    Map.of(),
                    Duration.ZERO,
                    0,
                    Optional.of(KEY))
                .toString())
        .isEqualTo("m at http://h/v1");
  }
}
