package io.didact.recipe.stage;

import io.didact.chat.ChatClient;
import io.didact.chat.Reply;
import io.didact.data.Dataset;
import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.data.Trace;
import io.didact.data.refine.Refined;
import io.didact.engine.GenerationListener;
import io.didact.http.InFlight;
import io.didact.http.Pause;
import io.didact.run.KeptRows;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server writes for each trace, part by part. Texts of the part in flight are kept as they
 * come, so that a text is asked for once, also where the process is killed.
 */
final class ServerReplies implements Parts.Work<List<Refined>> {
  private static final String UNFINISHED = "parts/unfinished.jsonl";

  private final StageContext context;
  private final RefineStage stage;
  private final ServerRefiner server;
  private final Dataset<Trace> traces;
  private final String template;
  private final ChatClient client;
  private final Map<Integer, Refined> kept = new HashMap<>();
  private final KeptRows rows;

  ServerReplies(
      StageContext context, RefineStage stage, ServerRefiner server, Dataset<Trace> traces)
      throws IOException {
    this.context = context;
    this.stage = stage;
    this.server = server;
    this.traces = traces;
    this.template = server.template();
    Set<String> told = ConcurrentHashMap.newKeySet();
    this.client =
        new ChatClient(
            server.server(System.getenv()),
            Pause.REAL,
            message -> {
              if (told.add(message)) {
                context.listener().onMessage(context.name() + ": " + message);
              }
            });
    this.rows =
        new KeptRows(
            context.directory().resolve(UNFINISHED), row -> kept.put(place(row), refined(row)));
  }

  /** All of them, or nothing where a stop was asked for. */
  Optional<List<Refined>> all() throws IOException {
    try (rows) {
      Optional<List<List<Refined>>> parts =
          new Parts<List<Refined>>(
                  context, traces.items().size(), stage.tracesPerPart(), 1, server.maxTokens())
              .run(this);
      if (parts.isPresent()) {
        rows.clear(); // of a part that was saved just before the process was killed
      }
      return parts.map(each -> each.stream().flatMap(List::stream).toList());
    }
  }

  /** What came for a trace, and of how many tokens it is. */
  private record Written(int trace, Refined refined, int tokens) {}

  @Override
  public Parts.Made<List<Refined>> make(int part, int from, int to, GenerationListener listener)
      throws IOException {
    Map<Integer, Refined> all = new HashMap<>();
    List<Integer> missing =
        IntStream.range(from, to).filter(trace -> !kept.containsKey(trace)).boxed().toList();
    int there = to - from - missing.size();
    listener.onStep(0, there, (long) there * server.maxTokens());
    try {
      InFlight.all(
          server.concurrency(),
          missing.stream().map(trace -> (Callable<Written>) () -> ask(trace)).toList(),
          new Taking(all, listener));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IOException(
          "stage %s: %s. What was written so far is kept; run it again to go on"
              .formatted(context.name(), cause.getMessage()),
          cause);
    }
    all.putAll(kept);
    List<Refined> refined = IntStream.range(from, to).mapToObj(all::get).toList();
    if (part == 0 && refined.stream().allMatch(each -> each.text().isEmpty())) {
      throw new IOException(
          "stage %s: none of the first %d traces is written anew, as for %s: %s"
              .formatted(context.name(), refined.size(), name(0), refined.get(0).why()));
    }
    return new Parts.Made<>(
        refined,
        next ->
            Jsonl.write(
                Parts.file(next, part, ending()),
                IntStream.range(from, to).boxed(),
                trace -> row(trace, refined.get(trace - from))));
  }

  private String name(int trace) {
    return traces.name(trace, ScoreStage::id);
  }

  private Written ask(int trace) throws IOException, InterruptedException {
    Reply reply = client.ask(ServerRefiner.prompt(template, traces.items().get(trace).problem()));
    return new Written(
        trace,
        reply.text().map(Refined::of).orElseGet(() -> Refined.not(reply.why())),
        reply.tokens());
  }

  /** Keeps texts as they come; a stop is looked for by the listener. */
  private final class Taking implements InFlight.Results<Written> {
    private final Map<Integer, Refined> all;
    private final GenerationListener listener;

    Taking(Map<Integer, Refined> all, GenerationListener listener) {
      this.all = all;
      this.listener = listener;
    }

    @Override
    public void take(Written written) throws IOException {
      late(written);
      stage.unrefined().require(context, name(written.trace()), written.refined());
      all.put(written.trace(), written.refined());
      listener.onStep(written.tokens(), 1, Math.max(0, server.maxTokens() - written.tokens()));
    }

    @Override
    public void idle() {
      listener.onStep(0, 0, 0);
    }

    @Override
    public void late(Written written) throws IOException {
      if (written.refined().text().isPresent()) {
        rows.append(row(written.trace(), written.refined()));
        kept.put(written.trace(), written.refined());
      }
    }
  }

  @Override
  public void committed() throws IOException {
    rows.clear();
    kept.clear();
  }

  @Override
  public boolean keepsSamples() {
    return true;
  }

  @Override
  public List<Refined> load(int part) throws IOException {
    try (Stream<Refined> all =
        Jsonl.read(Parts.file(context.directory(), part, ending()), ServerReplies::refined)) {
      return all.toList();
    }
  }

  @Override
  public String ending() {
    return "refined.jsonl";
  }

  private static ObjectNode row(int trace, Refined refined) {
    ObjectNode row = Jsonl.newRow().put("trace", trace);
    return refined
        .text()
        .map(text -> row.put("text", text))
        .orElseGet(() -> row.put("why", refined.why()));
  }

  private static int place(JsonlRow row) {
    return (int)
        row.optionalLong("trace").orElseThrow(() -> row.wrong("the field 'trace' is missing"));
  }

  private static Refined refined(JsonlRow row) {
    return row.optionalString("text")
        .map(Refined::of)
        .orElseGet(() -> Refined.not(row.string("why")));
  }
}
