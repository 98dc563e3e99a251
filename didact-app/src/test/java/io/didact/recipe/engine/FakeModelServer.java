package io.didact.recipe.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.model.checkpoint.Adapter;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.recipe.model.ModelPlace;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that in fact is Didact's own engine behind HTTP, in the words of vLLM, SGLang or
 * llama.cpp, and on wish with their faults.
 */
public final class FakeModelServer implements AutoCloseable {
  /** Whose words. */
  public enum Kind {
    VLLM,
    SGLANG,
    LLAMA_CPP
  }

  /** What real servers have done, or do when started otherwise. */
  public enum Fault {
    /** Log-probs of the logits as they are, whatever the temperature. */
    RAW_LOG_PROBS,
    /** Log-probs over the tokens that truncation left. */
    TRUNCATED_LOG_PROBS,
    /** New weights are confirmed and not used. */
    STALE_WEIGHTS,
    /** All samples are drawn alike. */
    ONE_SEED,
    /** Seeds are not looked at. */
    NO_SEEDS,
    /** Some log-probs are the floor's. */
    FLOOR,
    /** A token is put before the prompt. */
    EXTRA_BOS,
    /** The token that ends a sample is dropped. */
    NO_STOP_TOKEN,
    /** Fewer log-probs than tokens. */
    SHORT_LOG_PROBS,
    /** No log-probs at all. */
    NO_LOG_PROBS,
    /** Text alone. */
    TEXT_ONLY,
    /** Ids that the model lacks. */
    FOREIGN_IDS,
    /** The limit of tokens is not looked at: the server's own, 2, holds. */
    OWN_LIMIT,
    /** Samples are given up now and then. */
    ABORTS,
    /** Scores of given tokens lack one, so that they are a token off. */
    SHIFTED_SCORES,
    /** Scores of given tokens depend on what was read before. */
    CACHED_SCORES
  }

  private final Kind kind;
  private final Set<Fault> faults;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  private final Workers workers = new Workers(1);
  private final Path base;
  private final Set<String> adapters = Collections.synchronizedSet(new HashSet<>());
  private LoadedModel model;
  private RolloutEngine engine;
  private int atOnce;
  private int mostAtOnce;
  private int samples;
  private boolean closed;

  public FakeModelServer(Kind kind, Path model, Fault... faults) throws IOException {
    this.kind = kind;
    this.base = model;
    this.faults = EnumSet.noneOf(Fault.class);
    Collections.addAll(this.faults, faults);
    this.model = LoadedModel.load(place(model), DType.FLOAT32);
    this.engine = LocalEngineSettings.defaults().open(this.model, workers);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Requests for samples, in the order in which they came. */
  public List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request =
          JsonMapper.shared()
              .readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body);
      Object answer = answer(exchange.getRequestURI().getPath(), request);
      byte[] bytes = JsonMapper.shared().writeValueAsBytes(answer == null ? Map.of() : answer);
      exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private Object answer(String path, JsonNode request) throws IOException {
    return switch (path) {
      case "/v1/models" -> models();
      case "/get_model_info" -> Map.of("model_path", "tiny");
      case "/props" -> Map.of("default_generation_settings", Map.of("n_ctx", 128));
      case "/v1/completions", "/generate", "/completion" -> counted(request);
      case "/v1/load_lora_adapter" -> {
        adapters.add(request.path("lora_name").asString());
        load(Path.of(request.path("lora_path").asString()));
        yield "Success";
      }
      case "/load_lora_adapter" -> {
        load(Path.of(request.path("lora_path").asString()));
        yield Map.of("success", true);
      }
      case "/v1/unload_lora_adapter" ->
          adapters.remove(request.path("lora_name").asString()) ? "Success" : null;
      case "/collective_rpc" -> {
        load(Path.of(request.path("kwargs").path("weights_path").asString()));
        yield Map.of("results", List.of());
      }
      case "/update_weights_from_disk" -> {
        load(Path.of(request.path("model_path").asString()));
        yield Map.of("success", true, "message", "ok");
      }
      case "/reset_prefix_cache" -> Map.of();
      default -> null;
    };
  }

  private Map<String, Object> models() {
    List<Object> all = new ArrayList<>(List.of(Map.of("id", "tiny", "max_model_len", 128)));
    adapters.forEach(each -> all.add(Map.of("id", each)));
    return Map.of("data", all);
  }

  private synchronized void load(Path weights) throws IOException {
    if (!faults.contains(Fault.STALE_WEIGHTS)) {
      engine.close();
      model.close();
      model = LoadedModel.load(place(weights), DType.FLOAT32);
      engine = LocalEngineSettings.defaults().open(model, workers);
    }
  }

  private ModelPlace place(Path weights) throws IOException {
    return Files.exists(weights.resolve("adapter_config.json"))
        ? new ModelPlace(weights, base, Optional.empty(), Optional.of(Adapter.open(weights)))
        : new ModelPlace(weights, weights, Optional.empty(), Optional.empty());
  }

  private Object counted(JsonNode request) throws IOException {
    requests.add(request);
    synchronized (this) {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    }
    try {
      return sampled(request);
    } finally {
      synchronized (this) {
        atOnce--;
      }
    }
  }

  private synchronized Object sampled(JsonNode request) throws IOException {
    if (closed) {
      throw new IOException("the test is over");
    }
    JsonNode parameters = kind == Kind.SGLANG ? request.path("sampling_params") : request;
    TokenIds prompt = ids(request.path(kind == Kind.SGLANG ? "input_ids" : "prompt"));
    TokenIds read =
        faults.contains(Fault.EXTRA_BOS) ? TokenIds.concat(TokenIds.of(0), prompt) : prompt;
    if (request.has("prompt_logprobs") || request.path("logprob_start_len").asInt(-1) == 0) {
      samples++;
      return scored(read);
    }
    int limit =
        parameters
            .path(
                switch (kind) {
                  case VLLM -> "max_tokens";
                  case SGLANG -> "max_new_tokens";
                  case LLAMA_CPP -> "n_predict";
                })
            .asInt();
    Set<Integer> stops = new HashSet<>();
    parameters.path("stop_token_ids").forEach(id -> stops.add(id.asInt()));
    if (kind == Kind.LLAMA_CPP) {
      stops.addAll(model.checkpoint().endIds());
    }
    List<String> texts = new ArrayList<>();
    parameters.path("stop").forEach(text -> texts.add(text.asString()));
    Sampling sampling =
        new Sampling(
            parameters.path("temperature").asDouble(),
            parameters.path("top_p").asDouble(),
            Math.max(0, parameters.path("top_k").asInt()),
            parameters.path("min_p").asDouble(),
            faults.contains(Fault.OWN_LIMIT) ? Math.min(2, limit) : limit,
            stops,
            texts);
    long seed = parameters.path(kind == Kind.SGLANG ? "sampling_seed" : "seed").asLong();
    samples++;
    long drawn =
        faults.contains(Fault.ONE_SEED) ? 42 : faults.contains(Fault.NO_SEEDS) ? samples : seed;
    Set<Integer> banned = new HashSet<>();
    parameters.path("logit_bias").propertyNames().forEach(id -> banned.add(Integer.valueOf(id)));
    if (kind == Kind.LLAMA_CPP) {
      parameters.path("logit_bias").forEach(pair -> banned.add(pair.get(0).asInt()));
    }
    Completion written =
        engine
            .generate(
                List.of(new RolloutRequest(read, new long[] {drawn}, new int[0], banned)), sampling)
            .get(0)
            .get(0);
    return worded(request, read, written, logProbs(request, read, written, sampling), sampling);
  }

  private static TokenIds ids(JsonNode array) {
    return TokenIds.of(array.valueStream().mapToInt(JsonNode::asInt).toArray());
  }

  private boolean raw() {
    return faults.contains(Fault.RAW_LOG_PROBS);
  }

  private double[] logProbs(
      JsonNode request, TokenIds prompt, Completion written, Sampling sampling) {
    double[] logProbs = written.logProbs().clone();
    boolean post = request.path("post_sampling_probs").asBoolean(false);
    if (raw() || (kind == Kind.LLAMA_CPP && !post)) {
      try (Scorer scorer = model.scorer(workers)) {
        logProbs =
            scorer
                .score(
                    List.of(
                        new Scorer.Request(
                            TokenIds.concat(prompt, written.ids()),
                            TokenSpan.at(prompt.size(), written.ids().size()))),
                    1)
                .get(0)
                .get(0)
                .values()
                .clone();
      }
    }
    if ((faults.contains(Fault.TRUNCATED_LOG_PROBS) || post) && sampling.topK() == 1) {
      logProbs = new double[logProbs.length];
    }
    if (faults.contains(Fault.FLOOR) && samples % 2 == 0) {
      logProbs[logProbs.length / 2] = kind == Kind.LLAMA_CPP ? -3.4028235e38 : -9999.0;
    }
    return logProbs;
  }

  /** The log-probs of what was sent, at temperature 1; the first token has none. */
  private Object scored(TokenIds read) {
    double[] known;
    try (Scorer scorer = model.scorer(workers)) {
      known =
          scorer
              .score(List.of(new Scorer.Request(read, TokenSpan.at(1, read.size() - 1))), 1)
              .get(0)
              .get(0)
              .values()
              .clone();
    }
    if (faults.contains(Fault.FLOOR)) {
      known[known.length / 2] = -9999;
    }
    if (faults.contains(Fault.CACHED_SCORES) && samples > 1) {
      Arrays.fill(known, 0, known.length / 2, -0.001);
    }
    int off = faults.contains(Fault.SHIFTED_SCORES) ? 1 : 0;
    List<Object> entries = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Object logProb = i == 0 ? null : known[Math.max(0, i - 1 - off)];
      int id = faults.contains(Fault.FOREIGN_IDS) ? 100_000 : read.get(i);
      entries.add(
          kind == Kind.SGLANG
              ? Arrays.asList(logProb, id, null)
              : i == 0 ? null : Map.of(String.valueOf(id), Map.of("logprob", logProb, "rank", 1)));
    }
    if (faults.contains(Fault.SHORT_LOG_PROBS)) {
      entries.remove(entries.size() - 1);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    if (kind == Kind.SGLANG) {
      Map<String, Object> about = new LinkedHashMap<>(Map.of("prompt_tokens", read.size()));
      if (!faults.contains(Fault.NO_LOG_PROBS)) {
        about.put("input_token_logprobs", entries);
      }
      return Map.of("meta_info", about);
    }
    answer.put("prompt_token_ids", read.toArray());
    if (!faults.contains(Fault.NO_LOG_PROBS)) {
      answer.put("prompt_logprobs", entries);
    }
    return Map.of("choices", List.of(answer));
  }

  private Object worded(
      JsonNode request, TokenIds read, Completion written, double[] logProbs, Sampling sampling) {
    boolean stop = written.finish() == Finish.STOP;
    int kept = written.ids().size() - (stop && faults.contains(Fault.NO_STOP_TOKEN) ? 1 : 0);
    List<Integer> ids = new ArrayList<>(written.ids().slice(0, kept).stream().boxed().toList());
    if (faults.contains(Fault.FOREIGN_IDS)) {
      ids.set(0, 100_000);
    }
    int told =
        faults.contains(Fault.NO_LOG_PROBS)
            ? 0
            : kept - (faults.contains(Fault.SHORT_LOG_PROBS) ? 1 : 0);
    String reason =
        faults.contains(Fault.ABORTS) && samples % 3 == 1 ? "abort" : stop ? "stop" : "length";
    Map<String, Object> answer = new LinkedHashMap<>();
    switch (kind) {
      case VLLM -> {
        answer.put("text", "…");
        answer.put("finish_reason", reason);
        answer.put(
            "logprobs",
            Map.of("token_logprobs", IntStream.range(0, told).mapToObj(k -> logProbs[k]).toList()));
        if (!faults.contains(Fault.TEXT_ONLY)) {
          answer.put("token_ids", ids);
          answer.put("prompt_token_ids", read.toArray());
        }
        return Map.of("choices", List.of(answer));
      }
      case SGLANG -> {
        answer.put("text", "…");
        if (!faults.contains(Fault.TEXT_ONLY)) {
          answer.put("output_ids", ids);
        }
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("finish_reason", Map.of("type", reason));
        about.put("prompt_tokens", read.size());
        about.put(
            "output_token_logprobs",
            IntStream.range(0, told)
                .mapToObj(k -> Arrays.<Object>asList(logProbs[k], ids.get(k), null))
                .toList());
        answer.put("meta_info", about);
        return answer;
      }
      default -> {
        boolean post = request.path("post_sampling_probs").asBoolean();
        answer.put("content", "…");
        if (!faults.contains(Fault.TEXT_ONLY)) {
          answer.put("tokens", ids);
        }
        answer.put("stop_type", stop ? "eos" : "limit");
        answer.put("tokens_evaluated", read.size());
        answer.put(
            "completion_probabilities",
            IntStream.range(0, told)
                .mapToObj(
                    k ->
                        post
                            ? Map.of("id", ids.get(k), "prob", Math.exp(logProbs[k]))
                            : Map.of("id", ids.get(k), "logprob", logProbs[k]))
                .toList());
        return answer;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    synchronized (this) {
      closed = true;
      engine.close();
      model.close();
      workers.close();
    }
  }
}
