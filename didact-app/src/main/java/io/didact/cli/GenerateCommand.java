package io.didact.cli;

import io.didact.config.Rules;
import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.jinja.ChatTemplate;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code didact generate}. */
@Command(
    name = "generate",
    sortOptions = false,
    description = {
      "Let a model write on.%n",
      "In, one a line:  {\"prompt\":\"…\"} (the directory needs a tokenizer.json), {\"ids\":[…]} or "
          + "{\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]}, which the model's chat template "
          + "makes a prompt (see `didact render`)",
      "Out, one a line: {\"completions\":[{\"ids\":[…],\"text\":\"…\",\"logprobs\":[…],"
          + "\"finish\":\"stop|length\"}]}%n",
      "ids are the new tokens with the one that ended the text; text is the same as text, left out "
          + "without a tokenizer; logprobs are those of each token at the sampling temperature (at "
          + "1 when greedy), before truncation by top-p, top-k and min-p.%n",
      "A sample depends on the seed, the number of its line and its number, on nothing else."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo '{\"ids\":[5,17,3]}' | didact generate --model runs/m/model --temperature 0",
      "  echo '{\"prompt\":\"<S>a=3\"}' | didact generate --model runs/m/model -n 4 --stop '</t>'"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int DEFAULT_MAX_TOKENS = 256;

  private final Console console;

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.7",
      description =
          "Divides the logits; 0 takes the most probable token (default ${DEFAULT-VALUE}).")
  double temperature;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "Most new tokens (default "
              + DEFAULT_MAX_TOKENS
              + ", fewer where the model's positions end).")
  @Nullable Integer maxTokens;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of all that is random (default ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "-n",
      paramLabel = "G",
      defaultValue = "1",
      description = "Completions of each prompt (default ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Only the most probable tokens with mass P; 1 for all.")
  double topP;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Only the K most probable tokens; 0 for all.")
  int topK;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description = "Only tokens at least P times as probable as the most probable one.")
  double minP;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Stop after this text; may be given again. Needs a tokenizer.json.")
  List<String> stops = List.of();

  @Option(names = "--ignore-eos", description = "Go on after the model's end ids.")
  boolean ignoreEos;

  @Mixin TemplateVariables variables = new TemplateVariables();

  @Mixin ComputeOptions compute = new ComputeOptions();

  @Mixin JsonLines lines = new JsonLines();

  @Spec CommandSpec spec;

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Map<String, Object> seen = variables.values();
    Path directory = model.directory(console);
    int workerCount = Math.min(samples, Runtime.getRuntime().availableProcessors());
    Device chosen = compute.resolve(console);
    try (Device.Scope on = chosen.use();
        LoadedModel open = compute.load(directory, console).with(seen);
        Workers workers = new Workers(chosen.workers(workerCount));
        RolloutEngine engine = LocalEngineSettings.defaults().open(open, workers)) {
      if (!stops.isEmpty() && open.words().isEmpty()) {
        throw wrong("--stop needs a tokenizer.json in " + directory);
      }
      Set<Integer> ends = ignoreEos ? Set.of() : new HashSet<>(open.checkpoint().endIds());
      lines.answer(
          console,
          (line, number) -> {
            Fields fields = new Fields(line);
            TokenIds prompt = prompt(fields, open);
            Sampling sampling = sampling(ends, tokensFor(prompt, open));
            if (fields.has(Conversation.MESSAGES) && !ignoreEos) {
              sampling = open.endingChats(sampling);
            }
            List<Completion> completions =
                engine.generate(List.of(request(prompt, number)), sampling).get(0);
            return Map.of(
                "completions", completions.stream().map(each -> row(each, open)).toList());
          });
    }
    return 0;
  }

  private void checkOptions() {
    try {
      new Rules()
          .atLeast("-n", 1, samples)
          .valid(() -> sampling(Set.of(), maxTokens == null ? 1 : maxTokens))
          .done();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Sampling sampling(Set<Integer> ends, int tokens) {
    return new Sampling(temperature, topP, topK, minP, tokens, ends, stops);
  }

  private static TokenIds prompt(Fields line, LoadedModel open) throws IOException {
    long given = Stream.of("prompt", "ids", Conversation.MESSAGES).filter(line::has).count();
    if (given > 1) {
      throw new IllegalArgumentException("give one of `prompt`, `ids` and `messages`");
    }
    if (line.has(Conversation.MESSAGES)) {
      ChatTemplate template =
          open.template()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          open.name() + " has no chat template, so give `prompt` or `ids`"));
      String text = new Conversation(line.line()).render(template, null, true);
      return open.tokenizer().encode(text);
    }
    TokenIds prompt =
        line.has("prompt")
            ? open.tokenizer().encode(line.text("prompt"))
            : line.ids("ids", open.vocabSize());
    if (prompt.isEmpty()) {
      throw new IllegalArgumentException("a prompt needs at least one token");
    }
    return prompt;
  }

  private int tokensFor(TokenIds prompt, LoadedModel open) {
    if (maxTokens != null) {
      return maxTokens;
    }
    int left = open.checkpoint().config().maxPositions() - prompt.size();
    if (left < 1) {
      throw new IllegalArgumentException(
          "the prompt has "
              + prompt.size()
              + " tokens and leaves no room for more: the model has "
              + open.checkpoint().config().maxPositions()
              + " positions");
    }
    return Math.min(DEFAULT_MAX_TOKENS, left);
  }

  private RolloutRequest request(TokenIds prompt, int line) {
    long[] seeds = LongStream.range(0, samples).map(i -> Seeds.mix(seed, line, i)).toArray();
    return new RolloutRequest(prompt, seeds);
  }

  private static Map<String, Object> row(Completion completion, LoadedModel open) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("ids", completion.ids().toArray());
    open.words().ifPresent(tokenizer -> row.put("text", tokenizer.decode(completion.ids())));
    row.put("logprobs", completion.logProbs());
    row.put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
    return row;
  }
}
