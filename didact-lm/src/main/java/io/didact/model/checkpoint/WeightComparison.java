package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a directory's files hold against what its {@code config.json} asks for. */
final class WeightComparison {
  private final DecoderConfig config;
  private final List<String> missing = new ArrayList<>();
  private final List<String> misshaped = new ArrayList<>();
  private final List<String> mistyped = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<String> twice = new ArrayList<>();

  private WeightComparison(DecoderConfig config, WeightHeaders headers) {
    this.config = config;
    Map<String, Safetensors.Entry> found = new LinkedHashMap<>();
    headers
        .tensors()
        .values()
        .forEach(
            entries ->
                entries.forEach(
                    (name, entry) -> {
                      if (found.put(name, entry) != null) {
                        twice.add(name);
                      }
                    }));
    for (ParameterLayout.Part part : ParameterLayout.of(config).parts()) {
      Safetensors.Entry entry = found.remove(part.name());
      if (entry != null) {
        compare(part, entry);
      } else if (!headers.mayBeUnread(part.name())) {
        missing.add(part.name());
      }
    }
    found.forEach(
        (name, entry) -> {
          if (!isHarmless(name)) {
            unexpected.add(entry.name());
          }
        });
  }

  /** What is wrong, one problem for each kind. */
  static List<ModelProblem> of(DecoderConfig config, WeightHeaders headers) {
    return headers.ambiguous()
        ? List.of()
        : new WeightComparison(config, headers).problems(headers.where());
  }

  private void compare(ParameterLayout.Part part, Safetensors.Entry entry) {
    if (!Arrays.equals(entry.shape(), part.shape())) {
      misshaped.add(
          part.name()
              + " "
              + Arrays.toString(entry.shape())
              + ", asked for "
              + Arrays.toString(part.shape()));
    } else if (!entry.dtype().isFloating()) {
      mistyped.add(part.name() + " " + entry.dtype());
    }
  }

  /** A tied head that was written out all the same, and old rotary buffers. */
  private boolean isHarmless(String name) {
    return (config.tiedHead() && name.equals(TensorNames.HEAD))
        || name.endsWith("rotary_emb.inv_freq");
  }

  private List<ModelProblem> problems(String where) {
    String other = "take config.json and weights of the same model";
    List<ModelProblem> problems = new ArrayList<>();
    add(problems, where, "missing", missing, "fetch all files again, or " + other);
    add(problems, where, "of another shape than config.json asks for", misshaped, other);
    add(problems, where, "no floating-point numbers", mistyped, "take weights not quantised");
    add(
        problems,
        where,
        "not known to " + config.family().modelType(),
        unexpected,
        "an adapter, a quantised model or one of another family cannot be loaded; else " + other);
    add(problems, where, "in two files", twice, "delete what is left from another download");
    return problems;
  }

  private static void add(
      List<ModelProblem> problems, String where, String kind, List<String> names, String remedy) {
    if (!names.isEmpty()) {
      String count = names.size() == 1 ? "1 tensor is " : names.size() + " tensors are ";
      problems.add(ModelProblem.fatal(where, count + kind + ": " + Complaints.join(names), remedy));
    }
  }
}
