package io.didact.recipe.model;

import io.didact.model.checkpoint.Adapter;
import io.didact.run.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code README.md} of a model that a stage made: what it is, and from what. It takes no part
 * in a directory's hash, so it may name versions.
 *
 * @param type of the stage
 * @param models what the stage took each of its models to be, by key
 * @param provenance as recorded when the stage began
 */
public record ModelCard(String type, Map<String, ModelRef> models, Provenance provenance) {
  private static final String NAME = "README.md";

  public ModelCard {
    models = new TreeMap<>(models); // in one order, whatever the map
  }

  public void write(Path directory) throws IOException {
    Optional<Adapter> adapter =
        Adapter.isIn(directory) ? Optional.of(Adapter.open(directory)) : Optional.empty();
    Files.write(directory.resolve(NAME), text(adapter).getBytes(StandardCharsets.UTF_8));
  }

  /** What the Hub knows of it, with the library that loads it. */
  private String head(Optional<Adapter> adapter) {
    String base =
        adapter
            .map(each -> JsonMapper.shared().writeValueAsString(each.config().base()))
            .map(name -> "base_model: " + name + "\n")
            .orElse("");
    return base
        + "library_name: "
        + (adapter.isPresent() ? "peft" : "transformers")
        + "\npipeline_tag: text-generation\ntags:\n- didact\n- "
        + type
        + (adapter.isPresent() ? "\n- lora" : "");
  }

  private String text(Optional<Adapter> adapter) {
    StringBuilder text = new StringBuilder();
    text.append("---\n")
        .append(head(adapter))
        .append("\n---\n\n# ")
        .append(provenance.stage())
        .append(
            "\n\nMade by Didact, which trains Reinforcement-Learned Teachers ([arXiv 2506.08388]")
        .append("(https://arxiv.org/abs/2506.08388)) on the JVM, in a stage of type `")
        .append(type)
        .append("`.\n\n| what | which |\n|---|---|\n");
    models.forEach((key, ref) -> row(text, key, ref + ", sha256 " + hash(key)));
    rows(text, "", provenance.data(), "sha256 ");
    row(text, "settings", "sha256 " + provenance.settingsSha256());
    provenance.changes().forEach(change -> row(text, "changed", change.toString()));
    provenance.seeds().forEach((key, seed) -> row(text, "seed of the " + key, seed.toString()));
    rows(text, "version of ", provenance.versions(), "");
    provenance.commit().ifPresent(commit -> row(text, "commit", commit));
    text.append("\nThe stage's directory has all settings in `config.yaml`.\n");
    return text.toString();
  }

  private String hash(String key) {
    return provenance.weights().getOrDefault(key, "unknown");
  }

  private static void rows(
      StringBuilder text, String prefix, SortedMap<String, String> values, String before) {
    values.forEach((key, value) -> row(text, prefix + key, before + value));
  }

  private static void row(StringBuilder text, String what, String which) {
    String cell = which.replace("|", "\\|").replace('`', '\'');
    text.append("| ").append(what).append(" | `").append(cell).append("` |\n");
  }
}
