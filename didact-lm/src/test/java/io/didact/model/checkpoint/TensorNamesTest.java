package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.NaiveDecoder;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TensorNamesTest {
  private static final DecoderConfig TIED = RandomModels.config(20, 4, 2, 6, true);
  private static final DecoderConfig UNTIED = RandomModels.config(20, 4, 2, 6, false);
  private static final long ONE_FILE = Checkpoint.SHARD_BYTES;
  private static final TokenIds IDS = RandomModels.ids(24, 20, 5);

  @TempDir Path directory;

  private Path written(DecoderConfig config, long shardBytes) throws IOException {
    try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT32, 7)) {
      Checkpoint.of(config, Map.of()).write(directory, parameters, shardBytes);
    }
    return directory;
  }

  private static void rewrite(Path file, Consumer<Map<String, Tensor>> change) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    try (TensorScope scope = new TensorScope()) {
      try (FileChannel open = FileChannel.open(file)) {
        for (Safetensors.Entry entry : Safetensors.readHeader(file).values()) {
          Tensor tensor = Tensor.empty(entry.dtype(), entry.shape());
          Safetensors.copy(open, entry, tensor);
          tensors.put(entry.name(), tensor);
        }
      }
      change.accept(tensors);
      Safetensors.write(file, tensors);
    }
  }

  private static <V> void rename(Map<String, V> all, UnaryOperator<String> name) {
    Map<String, V> old = new TreeMap<>(all);
    all.clear();
    old.forEach((key, value) -> all.put(name.apply(key), value));
  }

  /** Renames the tensors in all files, and in the index where there is one. */
  private void renameAll(UnaryOperator<String> name) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.filter(file -> file.toString().endsWith(".safetensors")).toList();
    }
    for (Path file : files) {
      rewrite(file, tensors -> rename(tensors, name));
    }
    Path index = directory.resolve(WeightHeaders.INDEX);
    if (Files.exists(index)) {
      ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(index.toFile());
      Map<String, String> places = new TreeMap<>();
      json.path("weight_map")
          .properties()
          .forEach(e -> places.put(e.getKey(), e.getValue().asString()));
      rename(places, name);
      ObjectNode map = json.putObject("weight_map");
      places.forEach(map::put);
      Files.writeString(index, json.toString());
    }
  }

  private static double[] logProbs(Parameters parameters) {
    return new NaiveDecoder(parameters).logProbs(IDS, 1);
  }

  /** An empty directory, whatever was there. */
  private static Path emptied(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> found = Files.list(directory)) {
      for (Path each : found.toList()) {
        if (Files.isDirectory(each)) {
          emptied(each);
        }
        Files.delete(each);
      }
    }
    return directory;
  }

  private static UnaryOperator<String> naming(String kind) {
    return switch (kind) {
      case "no model." -> name -> name.replaceFirst("^model\\.", "");
      case "tied head" -> name -> name.replaceFirst("^model.embed_tokens", "lm_head");
      case "tied head, no model." ->
          name -> name.replaceFirst("^model.embed_tokens", "lm_head").replaceFirst("^model\\.", "");
      case "inside" -> name -> name.replaceFirst("^model\\.", "model.language_model.");
      default -> name -> kind + name;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_orig_mod.             | begin with `_orig_mod.model.`",
        "language_model.        | begin with `language_model.model.`",
        "module.                | begin with `module.model.`",
        "module._orig_mod.      | begin with `module._orig_mod.model.`",
        "base_model.model.      | begin with `base_model.model.model.`",
        "actor.                 | begin with `actor.model.`",
        "no model.              | begin with `` in place of `model.`",
        "inside                 | begin with `model.language_model.`",
        "tied head              | there is lm_head.weight and no model.embed_tokens.weight",
        "tied head, no model.   | there is lm_head.weight and no model.embed_tokens.weight",
      })
  void sameWeightsByOtherNames(String kind, String told) throws IOException {
    for (DecoderConfig config : kind.startsWith("tied") ? List.of(TIED) : List.of(TIED, UNTIED)) {
      for (long shardBytes : new long[] {ONE_FILE, 5_000}) {
        emptied(directory);
        written(config, shardBytes);
        renameAll(naming(kind));
        Checkpoint opened = Checkpoint.open(directory);
        assertThat(opened.remarks()).singleElement().asString().contains(told);
        Inspection inspection = Inspection.of(directory);
        assertThat(inspection.usable()).as("%s", inspection.problems()).isTrue();
        assertThat(inspection.problems()).filteredOn(each -> each.what().contains(told)).hasSize(1);
        try (Parameters plain = RandomModels.parameters(config, DType.FLOAT32, 7);
            Parameters read = opened.loadWeights(directory, DType.FLOAT32)) {
          assertThat(logProbs(read)).isEqualTo(logProbs(plain));
          Path saved = emptied(directory.resolve("saved"));
          opened.write(saved, read);
          Set<String> names =
              plain.parts().stream().map(part -> part.name()).collect(Collectors.toSet());
          assertThat(Safetensors.readHeader(saved.resolve(WeightHeaders.SINGLE)))
              .containsOnlyKeys(names);
        }
      }
    }
  }

  private void refused(String... told) {
    assertThatThrownBy(() -> Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(told));
    Inspection inspection = Inspection.of(directory);
    assertThat(inspection.usable()).isFalse();
    assertThat(inspection.problems())
        .filteredOn(ModelProblem::fatal)
        .singleElement()
        .asString()
        .contains(told);
  }

  private void add(UnaryOperator<String> name) throws IOException {
    rewrite(
        directory.resolve(WeightHeaders.SINGLE),
        tensors ->
            new TreeMap<>(tensors).forEach((key, value) -> tensors.put(name.apply(key), value)));
  }

  @Test
  void twoModelsInOneFile() throws IOException {
    written(UNTIED, ONE_FILE);
    renameAll(name -> "policy." + name);
    add(name -> name.replaceFirst("policy", "critic"));
    refused("2 models", "critic.model.embed_tokens.weight", "policy.model.embed_tokens.weight");
  }

  @Test
  void twoHeads() throws IOException {
    written(UNTIED, ONE_FILE);
    add(name -> name.equals("lm_head.weight") ? "model.lm_head.weight" : name);
    refused("2 heads", "lm_head.weight; model.lm_head.weight");
  }

  @Test
  void anotherModelBesideTheStandardNames() throws IOException {
    written(UNTIED, ONE_FILE);
    add(name -> name.replaceFirst("^model.norm", "ref.model.norm"));
    refused("1 tensor is not known to qwen2: ref.model.norm.weight");
  }

  @Test
  void theStoredNameIsToldOfWhatIsNotKnown() throws IOException {
    written(UNTIED, ONE_FILE);
    add(name -> name.replaceFirst("^model.norm.weight", "visual.patch.weight"));
    renameAll(name -> name.replaceFirst("^model\\.", ""));
    refused("1 tensor is not known to qwen2: visual.patch.weight");
  }

  @Test
  void anUntiedHeadIsNoEmbedding() throws IOException {
    written(UNTIED, ONE_FILE);
    rewrite(
        directory.resolve(WeightHeaders.SINGLE),
        tensors -> tensors.remove("model.embed_tokens.weight"));
    refused("1 tensor is missing: model.embed_tokens.weight");
  }

  /** As by the standard names: the stored head is taken, as transformers 5 and vLLM do. */
  @Test
  void aTiedHeadThatIsAnotherUnderAPrefix() throws IOException {
    written(UNTIED, ONE_FILE);
    Files.writeString(directory.resolve("config.json"), TIED.toJson().toString());
    renameAll(name -> "_orig_mod." + name);
    Checkpoint opened = Checkpoint.open(directory);
    assertThat(opened.config().tiedHead()).isFalse();
    assertThat(opened.remarks()).hasSize(2);
    try (Parameters plain = RandomModels.parameters(UNTIED, DType.FLOAT32, 7);
        Parameters read = opened.loadWeights(directory, DType.FLOAT32)) {
      assertThat(logProbs(read)).isEqualTo(logProbs(plain));
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anAdapter(boolean withConfig) throws IOException {
    written(TIED, ONE_FILE);
    Files.move(
        directory.resolve(WeightHeaders.SINGLE), directory.resolve("adapter_model.safetensors"));
    Files.writeString(
        directory.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"r\":8,\"lora_alpha\":8,"
            + "\"base_model_name_or_path\":\"Qwen/Qwen2.5-0.5B\"}");
    if (!withConfig) {
      Files.delete(directory.resolve("config.json"));
    }
    refused("adapter of Qwen/Qwen2.5-0.5B, not a model", "didact merge makes a model of it");
  }

  @Test
  void namesOfManyParts() {
    String deep = "a.".repeat(200_000);
    assertThat(TensorNames.of(Set.of(deep + "layers.0.x"), false).body()).isEqualTo(deep);
    assertThat(TensorNames.of(Set.of(deep + "x"), false).body()).isEqualTo("model.");
  }
}
