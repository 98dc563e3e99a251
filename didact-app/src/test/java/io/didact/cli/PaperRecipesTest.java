package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recipes of {@code recipes/paper} from beginning to end: the same files, shrunk by overrides,
 * on random models of Qwen2.5's layout and a handful of problems in the published layouts.
 */
class PaperRecipesTest {
  private static final Path RECIPES = Path.of("../recipes/paper");
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** A stage and its type, as the recipes are written. */
  private static final Pattern STAGE =
      Pattern.compile("^  ([A-Za-z0-9$-]+):\\s*(?:\\{|\\R    )type: ([a-z]+)", Pattern.MULTILINE);

  /** What makes a stage of a type small; for a stage that lacks a key, the key is left out. */
  private static final Map<String, List<String>> SMALL =
      Map.of(
          "sft",
          List.of("steps=2", "sequencesPerStep=2", "maxTokens=2048", "checkpointEvery=1"),
          "rlt",
          List.of(
              "steps=2",
              "problemsPerStep=2",
              "rolloutsPerProblem=2",
              "sampling.maxNewTokens=6",
              "checkpointEvery=1"),
          "grpo",
          List.of(
              "steps=1",
              "problemsPerStep=2",
              "rolloutsPerProblem=2",
              "sampling.maxNewTokens=6",
              "checkpointEvery=1"),
          "traces",
          List.of("sampling.maxNewTokens=6", "problemsPerPart=4"),
          "answers",
          List.of("sampling.maxNewTokens=6", "problemsPerPart=4"),
          "select",
          List.of(),
          "eval",
          List.of("sampling.maxNewTokens=4", "limit=2", "samplesPerProblem=1"));

  private static final String ONE_TASK = "matrix.task=[math500]";

  @TempDir Path dir;

  @BeforeEach
  void whatTheHubHas() throws IOException, SQLException {
    for (String model :
        List.of(
            "Qwen/Qwen2.5-7B-Instruct",
            "Qwen/Qwen2.5-32B-Instruct",
            "bespokelabs/Bespoke-Stratos-7B")) {
      writeModel(snapshot("models", model));
    }
    Path stratos = snapshot("datasets", "bespokelabs/Bespoke-Stratos-17k");
    parquet(stratos.resolve("data/train-00000-of-00001.parquet"), stratosRows(6));
    ArrayNode selected = JsonMapper.shared().createArrayNode();
    for (int i = 2; i < 6; i++) {
      selected.addObject().put("prompt", "What is " + i + "+1?").put("answer", "" + (i + 1));
    }
    Files.writeString(
        snapshot("datasets", "GAIR/LIMR").resolve("limr.json"), selected.toPrettyString());
    ArrayNode contest = JsonMapper.shared().createArrayNode();
    ArrayNode maths = JsonMapper.shared().createArrayNode();
    for (int i = 0; i < 2; i++) {
      contest
          .addObject()
          .put("id", 60 + i)
          .put("problem", "Find " + i + "+7.")
          .put("answer", "00" + (i + 7));
      maths
          .addObject()
          .put("unique_id", "test/algebra/" + i + ".json")
          .put("problem", "Find $" + i + "+x$.")
          .put("answer", i + "+x")
          .put("subject", "Algebra")
          .put("level", 1 + i);
    }
    parquet(
        snapshot("datasets", "HuggingFaceH4/aime_2024")
            .resolve("data/train-00000-of-00001.parquet"),
        contest);
    StringBuilder lines = new StringBuilder();
    maths.forEach(each -> lines.append(each).append('\n'));
    Files.writeString(snapshot("datasets", "HuggingFaceH4/MATH-500").resolve("test.jsonl"), lines);
    Files.writeString(
        snapshot("datasets", "Idavidrein/gpqa").resolve("gpqa_diamond.csv"),
        """
        Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3,High-level domain
        r1,"Which, of these?",one,two,three,four,Physics
        r2,Which else?,five,six,seven,eight,Biology
        """);
  }

  /** A place in the cache for what {@code didact pull} would bring. */
  private Path snapshot(String kind, String name) throws IOException {
    Path folder = dir.resolve("hub").resolve(kind + "--" + name.replace("/", "--"));
    Files.createDirectories(folder.resolve("refs"));
    Files.writeString(folder.resolve("refs/main"), COMMIT);
    return Files.createDirectories(folder.resolve("snapshots").resolve(COMMIT));
  }

  /** Qwen2.5's layout, tiny, with a token for each character that the format's texts may have. */
  private static void writeModel(Path directory) throws IOException {
    StringBuilder characters = new StringBuilder("\n…–’×÷");
    for (char each = ' '; each <= '~'; each++) {
      characters.append(each);
    }
    CharacterTokenizer tokenizer =
        new CharacterTokenizer(
            characters.toString(),
            List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"),
            "<|endoftext|>",
            "<|im_end|>");
    DecoderConfig config =
        new DecoderConfig(
            "qwen2", tokenizer.size(), 8, 16, 1, 2, 1, 4, 1e-6, 1e6, false, 2048, List.of(2));
    tokenizer.write(directory);
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1)) {
      Checkpoint.of(config, Map.of()).write(directory, parameters);
    }
  }

  private static ArrayNode stratosRows(int count) {
    ArrayNode rows = JsonMapper.shared().createArrayNode();
    for (int i = 0; i < count; i++) {
      ObjectNode row = rows.addObject().put("system", "Think first.");
      ArrayNode turns = row.putArray("conversations");
      turns
          .addObject()
          .put("from", "user")
          .put("value", "Return your final response within \\boxed{}. What is " + i + "+2?");
      turns
          .addObject()
          .put("from", "assistant")
          .put(
              "value",
              "<|begin_of_thought|>\n\nWell, %d and 2.\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nIt is \\boxed{%d}.\n\n<|end_of_solution|>"
                  .formatted(i, i + 2));
    }
    return rows;
  }

  private void parquet(Path file, ArrayNode rows) throws IOException, SQLException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Path json = Files.writeString(dir.resolve("rows.json"), rows.toString());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM read_json('%s')) TO '%s' (FORMAT parquet)".formatted(json, file));
    }
  }

  private TestConsole run(String recipe, List<String> more) throws IOException {
    Path file = RECIPES.resolve(recipe + ".yaml");
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.add("output=" + dir.resolve(recipe));
    arguments.addAll(
        List.of(
            "machine.workers=2",
            "machine.dtype=fp32",
            "machine.device=cpu",
            "machine.tokensPerMicroBatch=1024",
            "machine.engine.maxCachedTokens=0"));
    Matcher stages = STAGE.matcher(Files.readString(file));
    int found = 0;
    while (stages.find()) {
      found++;
      String stage = "stages." + stages.group(1) + ".";
      Objects.requireNonNull(SMALL.get(stages.group(2)), stages.group(2))
          .forEach(each -> arguments.add(stage + each));
    }
    assertThat(found).isGreaterThan(0);
    arguments.addAll(more);
    TestConsole io =
        new TestConsole("", false, Map.of("HF_HUB_CACHE", dir.resolve("hub").toString()));
    assertThat(Main.run(io.console(), arguments.toArray(String[]::new))).as(io.err()).isZero();
    return io;
  }

  private List<String> withModels(String... stagesAndModels) {
    List<String> overrides = new ArrayList<>();
    for (int i = 0; i < stagesAndModels.length; i += 2) {
      Path model = dir.resolve("rlt").resolve(stagesAndModels[i + 1]).resolve("model");
      overrides.add("stages." + stagesAndModels[i] + "=" + model);
    }
    return overrides;
  }

  private JsonNode arms(String recipe) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(dir.resolve(recipe).resolve("summary.json")))
        .path("arms");
  }

  @Test
  void everyRecipeRunsToItsEnd() throws IOException {
    // Six tokens have no closing tag. The three tasks are asked by evaluate.yaml.
    List<String> small =
        List.of(
            "stages.traces-rlt.cut=keep",
            "stages.student-$origin-$model-1k.data.sample=3",
            ONE_TASK);
    assertThat(run("rlt", small).out()).contains("RLT-7B", "Bespoke-32B-1K");
    JsonNode arms = arms("rlt");
    assertThat(arms.size()).isEqualTo(10);
    // Given again, everything is there; what was taken away is made again, as it was.
    Path weights = dir.resolve("rlt/rlt/model/model.safetensors");
    byte[] before = Files.readAllBytes(weights);
    Files.delete(weights);
    TestConsole again = run("rlt", small);
    assertThat(arms("rlt")).isEqualTo(arms);
    assertThat(again.err())
        .contains("teacher-warm-up: done before", "eval-base-32B-math500: done before");
    assertThat(weights).hasBinaryContent(before);

    List<String> coldStart =
        new ArrayList<>(
            withModels(
                "rl-bespoke.policy", "student-bespoke-7B-17k",
                "rl-rlt.policy", "student-rlt-7B-17k"));
    coldStart.addAll(
        List.of("stages.traces-raw.cut=keep", "stages.traces-raw.solution=known", ONE_TASK));
    run("cold-start", coldStart);
    assertThat(arms("cold-start").size()).isEqualTo(4);

    List<String> countdown =
        new ArrayList<>(
            withModels("traces.model", "rlt", "rl-bespoke.policy", "student-bespoke-7B-17k"));
    countdown.add("stages.eval-$untrained.model=" + dir.resolve("rlt/$untrained/model"));
    for (String stage :
        List.of(
            "traces",
            "rl-qwen",
            "rl-bespoke",
            "eval-student",
            "eval-rl-qwen",
            "eval-rl-bespoke",
            "eval-$untrained")) {
      countdown.add("stages." + stage + ".problems.count=4");
    }
    run("countdown", countdown);
    assertThat(arms("countdown").size()).isEqualTo(5);

    List<String> ranks = new ArrayList<>(withModels("traces.model", "teacher-warm-up"));
    ranks.add("matrix.rank=[1, 2]");
    ranks.add("stages.traces.samplesPerProblem=2");
    ranks.add(ONE_TASK);
    ranks.add("summary={arms: {first: eval-1-$task, second: eval-2-$task}}");
    run("ranks", ranks);
    assertThat(arms("ranks").size()).isEqualTo(2);

    run("evaluate", List.of());
    assertThat(arms("evaluate").size()).isEqualTo(2);
  }
}
