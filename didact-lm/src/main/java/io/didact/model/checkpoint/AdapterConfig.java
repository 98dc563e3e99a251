package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * PEFT's {@code adapter_config.json}, as far as it says what an adapter does. Which matrices it
 * adapts its tensors say: {@code target_modules}, {@code exclude_modules} and {@code
 * layers_to_transform} are how they were chosen.
 *
 * @param base the model that is adapted: {@code ORG/NAME} or a path
 * @param revision of the model on the Hub
 * @param dropout of training
 * @param patterns matrices with another rank or alpha
 */
public record AdapterConfig(
    String base,
    Optional<String> revision,
    int rank,
    double alpha,
    boolean rsLora,
    double dropout,
    AdapterPatterns patterns) {

  /** Keys that do not change what a saved adapter computes. */
  private static final Set<String> OF_NO_EFFECT =
      Set.of(
          "auto_mapping",
          "ensure_weight_tying",
          "exclude_modules",
          "inference_mode",
          "layers_pattern",
          "layers_to_transform",
          "loftq_config",
          "megatron_core",
          "parent_library",
          "peft_version",
          "qalora_group_size",
          "runtime_config",
          "target_modules",
          "task_type");

  private static final Set<String> READ =
      Set.of(
          AdapterPatterns.ALPHAS,
          AdapterPatterns.RANKS,
          "base_model_name_or_path",
          "bias",
          "init_lora_weights",
          "lora_alpha",
          "lora_dropout",
          "peft_type",
          "r",
          "revision",
          "use_rslora");

  /** Beginnings that leave the base's weights as they are. */
  private static final Set<String> HARMLESS_INITS = Set.of("gaussian", "eva", "orthogonal");

  /**
   * @throws IOException naming all that cannot be used as it stands
   */
  static AdapterConfig parse(Path file, byte[] bytes) throws IOException {
    JsonNode json = Checkpoint.parse(file, bytes);
    List<String> wrong = new ArrayList<>();
    String type = json.path("peft_type").asString("");
    if (!type.equals("LORA")) {
      throw new IOException(
          "%s: peft_type is %s; adapters of type LORA alone are known"
              .formatted(file, type.isEmpty() ? "not given" : type));
    }
    String base = json.path("base_model_name_or_path").asString("");
    if (base.isEmpty()) {
      wrong.add("base_model_name_or_path does not say which model is adapted: put it in");
    }
    if (!json.path("bias").asString("none").equals("none")) {
      wrong.add("bias " + json.path("bias") + ": trained biases are not known, only \"none\"");
    }
    init(json.path("init_lora_weights")).ifPresent(wrong::add);
    json.properties().forEach(each -> unknown(each.getKey(), each.getValue(), wrong));
    double rank = number(json, "r");
    double alpha = number(json, "lora_alpha");
    double dropout = json.path("lora_dropout").asDouble(0);
    if (!isRank(rank)) {
      wrong.add("r must be a whole number ≥ 1, was " + json.path("r"));
    }
    if (!isAlpha(alpha)) {
      wrong.add("lora_alpha must be > 0, was " + json.path("lora_alpha"));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      wrong.add("lora_dropout must be in [0, 1), was " + json.path("lora_dropout"));
    }
    AdapterPatterns patterns = AdapterPatterns.parse(json, wrong);
    if (!wrong.isEmpty()) {
      throw new IOException(file + ": " + Complaints.join(wrong));
    }
    Optional<String> revision =
        Optional.of(json.path("revision").asString("")).filter(word -> !word.isEmpty());
    boolean rsLora = json.path("use_rslora").asBoolean(false);
    return new AdapterConfig(base, revision, (int) rank, alpha, rsLora, dropout, patterns);
  }

  static boolean isRank(double rank) {
    return rank >= 1 && rank == Math.rint(rank) && rank <= Integer.MAX_VALUE;
  }

  static boolean isAlpha(double alpha) {
    return alpha > 0 && !Double.isInfinite(alpha);
  }

  private static double number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  private static Optional<String> init(JsonNode init) {
    return init.isString() && !HARMLESS_INITS.contains(init.stringValue())
        ? Optional.of(
            "init_lora_weights "
                + init
                + ": such an adapter is of a base with changed weights; save it converted to an"
                + " ordinary one (PEFT: path_initial_model_for_weight_conversion)")
        : Optional.empty();
  }

  /** Options that say nothing, or nothing that counts here, may be whatever they are. */
  private static void unknown(String key, JsonNode value, List<String> wrong) {
    boolean says =
        !(value.isNull()
            || value.isBoolean() && !value.booleanValue()
            || value.isContainer() && value.isEmpty()
            || value.isString() && value.stringValue().isEmpty());
    if (says && !OF_NO_EFFECT.contains(key) && !READ.contains(key)) {
      String text = value.toString();
      wrong.add(
          "%s %s is not supported"
              .formatted(key, text.length() > 60 ? text.substring(0, 60) + "…" : text));
    }
  }

  LoraShape shape(SortedSet<String> modules) {
    return new LoraShape(
        rank, alpha, rsLora, modules, patterns.sizes(modules, new LoraShape.Size(rank, alpha)));
  }

  /** As PEFT writes it; PEFT chooses the same matrices by it. */
  byte[] toJson(LoraWeights weights) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putNull("auto_mapping");
    json.put("base_model_name_or_path", base);
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    json.putNull("layers_pattern");
    json.putNull("layers_to_transform");
    put(json, "lora_alpha", alpha);
    json.put("lora_dropout", dropout);
    json.putNull("modules_to_save");
    json.put("peft_type", "LORA");
    json.put("r", rank);
    patterns.write(json);
    revision.ifPresentOrElse(each -> json.put("revision", each), () -> json.putNull("revision"));
    ArrayNode targets = json.putArray("target_modules");
    targets(weights.config(), weights.shape().modules()).forEach(targets::add);
    json.put("task_type", "CAUSAL_LM");
    json.put("use_dora", false);
    json.put("use_rslora", rsLora);
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /** As an integer where it is one. */
  static void put(ObjectNode json, String key, double alpha) {
    if (alpha == Math.rint(alpha) && alpha < Integer.MAX_VALUE) {
      json.put(key, (int) alpha);
    } else {
      json.put(key, alpha);
    }
  }

  /** Last parts of names where all matrices of these are adapted, else whole names. */
  static SortedSet<String> targets(DecoderConfig model, Set<String> modules) {
    SortedSet<String> kinds = new TreeSet<>(LoraShape.kinds(modules));
    return LoraShape.matching(model, List.copyOf(kinds)).equals(modules)
        ? kinds
        : new TreeSet<>(modules);
  }

  /**
   * All that decides what the adapter does to its base, as one line: equal where adapters with
   * equal weights are.
   */
  public String effect() {
    return "r=%d lora_alpha=%s use_rslora=%s%s".formatted(rank, alpha, rsLora, patterns.effect());
  }

  /** The same adapter of a model that is called otherwise. */
  public AdapterConfig of(String otherBase, Optional<String> itsRevision) {
    return new AdapterConfig(otherBase, itsRevision, rank, alpha, rsLora, dropout, patterns);
  }
}
