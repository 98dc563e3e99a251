package io.didact.chat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that replies as a test says, on this machine. */
public final class FakeChatServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();

  /** What a test replies. */
  public interface Answers {
    void to(JsonNode request, HttpExchange exchange) throws Exception;
  }

  public FakeChatServer(Answers answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            JsonNode request =
                JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            requests.add(request);
            authorizations.add(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answers.to(request, exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
          } catch (IOException e) {
            throw e;
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  /** All that came, in the order in which it came. */
  public Queue<JsonNode> requests() {
    return requests;
  }

  Queue<String> authorizations() {
    return authorizations;
  }

  /** The user's turn. */
  public static String prompt(JsonNode request) {
    return request.path("messages").path(0).path("content").asString();
  }

  /** A reply as it should be. */
  public static void reply(HttpExchange exchange, String text, String finish) throws IOException {
    send(
        exchange,
        200,
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "choices",
                    List.of(Map.of("message", Map.of("content", text), "finish_reason", finish)),
                    "usage",
                    Map.of("completion_tokens", 7))));
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
