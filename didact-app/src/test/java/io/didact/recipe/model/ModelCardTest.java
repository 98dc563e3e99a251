package io.didact.recipe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.run.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
  @TempDir Path dir;

  private static Provenance provenance(String stop) {
    return new Provenance(
        "rlt",
        new TreeMap<>(Map.of("sampling.stop", stop)),
        new TreeMap<>(),
        new TreeMap<>(Map.of("problems", "aa")),
        new TreeMap<>(Map.of("policy", "bb")),
        new TreeMap<>(Map.of("seed", 1L)),
        new TreeMap<>(),
        Optional.empty(),
        List.of());
  }

  /** A map without an order of its own has another in each process. */
  @Test
  void rowsStandInOneOrderAndAreRows() throws IOException {
    Map<String, ModelRef> models =
        Map.of(
            "reward.student",
            new ModelRef("c"),
            "policy",
            new ModelRef("b"),
            "judge",
            new ModelRef("a"));
    Provenance changed =
        provenance("[a]").changed("restart", Instant.EPOCH, 50, provenance("[`|`\n# head]"));
    new ModelCard("rl", models, changed).write(dir);
    assertThat(Files.readString(dir.resolve("README.md")).lines().filter(l -> l.startsWith("| ")))
        .startsWith(
            "| what | which |",
            "| judge | `a, sha256 unknown` |",
            "| policy | `b, sha256 bb` |",
            "| reward.student | `c, sha256 unknown` |",
            "| problems | `sha256 aa` |")
        .contains(
            "| changed | `restart from step 50 (1970-01-01T00:00:00Z): sampling.stop: [a] before,"
                + " ['\\|'\\n# head] now` |");
  }

  @Test
  void aModelIsReadByTransformersAndAnAdapterByPeft() throws IOException {
    ModelCard card = new ModelCard("sft", Map.of(), provenance("[]"));
    card.write(dir);
    assertThat(head())
        .containsExactly(
            "library_name: transformers",
            "pipeline_tag: text-generation",
            "tags:",
            "- didact",
            "- sft");
    Files.writeString(
        dir.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "base_model_name_or_path": "a/b", "r": 2, "lora_alpha": 4}
        """);
    card.write(dir);
    assertThat(head())
        .containsExactly(
            "base_model: \"a/b\"",
            "library_name: peft",
            "pipeline_tag: text-generation",
            "tags:",
            "- didact",
            "- sft",
            "- lora");
  }

  private List<String> head() throws IOException {
    List<String> lines = Files.readAllLines(dir.resolve("README.md"));
    assertThat(lines.get(0)).isEqualTo("---");
    return lines.subList(1, lines.lastIndexOf("---"));
  }
}
