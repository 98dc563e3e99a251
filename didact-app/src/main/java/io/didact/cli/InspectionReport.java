package io.didact.cli;

import io.didact.model.checkpoint.Inspection;
import io.didact.model.checkpoint.ModelProblem;
import io.didact.model.checkpoint.WeightFiles;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.model.decoder.ParameterCount;
import io.didact.model.decoder.RopeScaling;
import io.didact.recipe.model.Precision;
import io.didact.tensor.DType;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code didact inspect --json} writes; the names are those of the object's fields.
 *
 * @param adapter null where it is a model
 * @param model that of its base, where it is an adapter; null where config.json is not usable
 * @param memory by type of the weights: fp32, bf16; empty where config.json is not usable
 */
record InspectionReport(
    String directory,
    boolean usable,
    InspectedModel.@Nullable AdapterFacts adapter,
    @Nullable Model model,
    Weights weights,
    @Nullable Tokens tokenizer,
    List<Inspection.Template> templates,
    Map<String, Memory> memory,
    InspectCommand.Plan plan,
    List<ModelProblem> problems) {

  /**
   * @param ropeScaling none, linear, llama3 …
   * @param window 0 for none
   */
  record Model(
      String family,
      String architecture,
      int layers,
      int hiddenSize,
      int intermediateSize,
      int heads,
      int kvHeads,
      int headDim,
      int vocabSize,
      boolean tiedHead,
      int maxPositions,
      double ropeTheta,
      String ropeScaling,
      int window,
      List<Integer> endIds,
      long parameters,
      long embeddingParameters,
      long nonEmbeddingParameters) {}

  /**
   * @param types name of the type → tensors and bytes
   */
  record Weights(
      long bytes,
      int tensors,
      boolean indexed,
      Map<String, WeightFiles.Amount> types,
      List<WeightFiles.File> files) {}

  /**
   * @param paddingRows rows of the embedding that no token has; negative where tokens lack rows
   */
  record Tokens(int size, int paddingRows, List<Inspection.SpecialToken> special) {}

  /**
   * Bytes; see {@link MemoryEstimate}.
   *
   * @param adapter its numbers: those of the adapter that is inspected, or of one of all matrices
   * @param adapterSft what training it takes
   * @param packedWeights the copy that sampling holds
   * @param activationsPerToken null where there is no such number
   * @param recomputedPerToken the same with {@code machine.activations: recomputed}
   */
  record Memory(
      long load,
      long gradients,
      long moments,
      long masterWeights,
      long sft,
      long grpo,
      long rlt,
      long adapter,
      long adapterSft,
      long adapterGrpo,
      long adapterRlt,
      long cachePerToken,
      long cache,
      long packedWeights,
      @Nullable Long activationsPerToken,
      @Nullable Long recomputedPerToken) {
    static Memory of(MemoryEstimate estimate, LoraShape lora, InspectCommand.Plan plan) {
      boolean wide = estimate.dtype() == DType.FLOAT32;
      return new Memory(
          estimate.weights(),
          estimate.gradients(),
          estimate.moments(),
          estimate.masterWeights(),
          estimate.training(),
          estimate.trainingWithReference(),
          estimate.trainingATeacher(),
          estimate.adapter(lora),
          estimate.trainingAdapter(lora),
          estimate.trainingAdapterWithReference(lora),
          estimate.trainingAdapterOfATeacher(lora),
          estimate.cachePerToken(),
          estimate.cache(plan.samples(), plan.length()),
          estimate.packedWeights(),
          wide ? estimate.activationsPerToken() : null,
          wide ? estimate.recomputedPerToken() : null);
    }
  }

  static InspectionReport of(InspectedModel inspected, InspectCommand.Plan plan) {
    Inspection inspection = inspected.inspection();
    Map<String, Memory> memory = new LinkedHashMap<>();
    inspection
        .config()
        .ifPresent(
            config -> {
              for (Precision each : List.of(Precision.FP32, Precision.BF16)) {
                MemoryEstimate estimate = new MemoryEstimate(config, each.dtype());
                LoraShape lora = inspected.lora(config, plan.loraRank());
                memory.put(each.toString(), Memory.of(estimate, lora, plan));
              }
            });
    return new InspectionReport(
        inspected.directory().toString(),
        inspected.usable(),
        inspected.adapter().orElse(null),
        inspection.config().map(config -> model(config, inspection)).orElse(null),
        weights(inspection.weights()),
        inspection.tokenizer().map(tokenizer -> tokens(tokenizer, inspection)).orElse(null),
        inspection.templates(),
        memory,
        plan,
        inspected.problems());
  }

  private static Model model(DecoderConfig config, Inspection inspection) {
    ParameterCount count = ParameterCount.of(config);
    return new Model(
        config.family().modelType(),
        config.family().architecture(),
        config.layers(),
        config.hiddenSize(),
        config.intermediateSize(),
        config.heads(),
        config.kvHeads(),
        config.headDim(),
        config.vocabSize(),
        config.tiedHead(),
        config.maxPositions(),
        config.ropeTheta(),
        name(config.ropeScaling()),
        inspection.window().orElse(0),
        inspection.endIds(),
        count.total(),
        count.embedding(),
        count.nonEmbedding());
  }

  private static String name(RopeScaling scaling) {
    return scaling.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static Weights weights(WeightFiles weights) {
    Map<String, WeightFiles.Amount> types = new LinkedHashMap<>();
    if (!weights.types().isEmpty()) {
      new EnumMap<>(weights.types())
          .forEach((type, amount) -> types.put(type.name().toLowerCase(Locale.ROOT), amount));
    }
    return new Weights(
        weights.bytes(), weights.tensors(), weights.indexed(), types, weights.files());
  }

  private static Tokens tokens(Inspection.TokenizerFacts tokenizer, Inspection inspection) {
    int rows = inspection.config().map(DecoderConfig::vocabSize).orElse(tokenizer.size());
    return new Tokens(tokenizer.size(), rows - tokenizer.size(), tokenizer.special());
  }
}
