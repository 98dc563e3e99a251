package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.ParameterLayout;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A LoRA adapter in PEFT's layout, without its weights: {@code adapter_config.json}, beside {@code
 * adapter_model.safetensors}. It is no model but a change of one.
 */
public record Adapter(Path directory, AdapterConfig config) {
  /** The settings. */
  public static final String CONFIG = "adapter_config.json";

  /** The matrices. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  /** Whether a directory holds an adapter. */
  public static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(CONFIG));
  }

  /** Whether a directory holds an adapter and no weights of a model: then it is no model. */
  public static boolean isAlone(Path directory) {
    return isIn(directory)
        && !Files.exists(directory.resolve(WeightHeaders.SINGLE))
        && !Files.exists(directory.resolve(WeightHeaders.INDEX));
  }

  /**
   * That a directory cannot be loaded as a model, where there is an adapter in it.
   *
   * @param weights whether there are weights of a model beside it
   */
  static Optional<ModelProblem> problem(Path directory, boolean weights) {
    if (!isIn(directory)) {
      return Optional.empty();
    }
    return Optional.of(
        weights
            ? ModelProblem.fatal(
                CONFIG,
                "an adapter lies beside the weights, and it is not read; transformers adds it to them",
                "move one of them to a directory of its own, or take the adapter away where the"
                    + " weights have it already")
            : ModelProblem.fatal(
                CONFIG,
                "this is an adapter" + base(directory) + ", not a model",
                "didact merge makes a model of it and its base"));
  }

  private static String base(Path directory) {
    try {
      return " of " + open(directory).config().base();
    } catch (IOException e) {
      return ""; // whoever needs the file says what is wrong with it
    }
  }

  /**
   * Reads the settings.
   *
   * @throws IOException naming all options that are not known here
   */
  public static Adapter open(Path directory) throws IOException {
    byte[] json =
        ModelFile.read(directory, CONFIG)
            .orElseThrow(() -> new IOException(directory + ": no adapter, it has no " + CONFIG));
    return new Adapter(directory, AdapterConfig.parse(directory.resolve(CONFIG), json));
  }

  /**
   * What it adapts, which its tensors say. Reads their names and shapes and compares them with the
   * model.
   *
   * @throws IOException naming tensors that the model has no matrix for, that have another shape
   *     than its matrices ask for, or that are missing: the adapter is another model's, or damaged
   */
  public LoraShape shape(DecoderConfig model) throws IOException {
    Path file = directory.resolve(WEIGHTS);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          directory
              + ": there is no "
              + WEIGHTS
              + (Files.exists(directory.resolve("adapter_model.bin"))
                  ? "; adapter_model.bin is not read: save the adapter with safe_serialization=True"
                  : ""));
    }
    Map<String, Safetensors.Entry> entries = Safetensors.readHeader(file);
    SortedSet<String> modules = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    List<String> known = LoraShape.modulesOf(model);
    for (String name : entries.keySet()) {
      String module = module(name);
      if (known.contains(module)) {
        modules.add(module);
      } else {
        wrong.add(name + " is of no matrix of the model");
      }
    }
    if (entries.isEmpty()) {
      wrong.add("it has no tensors");
    }
    if (!modules.isEmpty()) {
      LoraShape shape = config.shape(modules);
      compare(LoraWeights.parts(model, shape), entries, wrong);
      if (wrong.isEmpty()) {
        return shape;
      }
    }
    throw new IOException(
        "%s: %s; is it an adapter of another model than %s?"
            .formatted(file, Complaints.join(wrong), config.base()));
  }

  private static void compare(
      List<ParameterLayout.Part> parts, Map<String, Safetensors.Entry> entries, List<String> wrong) {
    for (ParameterLayout.Part part : parts) {
      Safetensors.Entry entry = entries.get(PREFIX + part.name());
      if (entry == null) {
        wrong.add(PREFIX + part.name() + " is missing");
      } else if (!Arrays.equals(entry.shape(), part.shape())) {
        wrong.add(
            "%s has shape %s, the model and r ask for %s"
                .formatted(
                    entry.name(), Arrays.toString(entry.shape()), Arrays.toString(part.shape())));
      } else if (!entry.dtype().isFloating()) {
        wrong.add(entry.name() + " has numbers of type " + entry.dtype());
      }
    }
  }

  /** The module whose A or B a tensor is; the name itself where it is neither. */
  private static String module(String name) {
    boolean known = name.startsWith(PREFIX) && (name.endsWith(A) || name.endsWith(B));
    return known ? name.substring(PREFIX.length(), name.length() - A.length()) : name;
  }

  /**
   * Reads the weights.
   *
   * @param model whose adapter it is
   * @param dtype of the model
   * @throws IOException as {@link #shape}
   */
  public LoraWeights loadWeights(DecoderConfig model, DType dtype) throws IOException {
    LoraWeights made = LoraWeights.zeros(model, shape(model), dtype);
    try {
      read(directory, made);
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Reads the weights of a directory in place. */
  static void read(Path directory, LoraWeights weights) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      Safetensors.read(directory.resolve(WEIGHTS), tensors(weights));
    }
  }

  /** Writes settings and weights into an existing directory. */
  static void write(Path directory, AdapterConfig config, LoraWeights weights) throws IOException {
    Files.write(directory.resolve(CONFIG), config.toJson(weights));
    try (TensorScope scope = new TensorScope()) {
      Safetensors.write(directory.resolve(WEIGHTS), tensors(weights));
    }
  }

  private static SortedMap<String, Tensor> tensors(LoraWeights weights) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    weights.parts().forEach(part -> tensors.put(PREFIX + part.name(), weights.view(part)));
    return tensors;
  }
}
