package io.didact.recipe.plan;

import io.didact.data.synthetic.Documents;
import io.didact.hub.HubName;
import io.didact.model.checkpoint.SmallFile;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.Forecast;
import io.didact.recipe.stage.HubSource;
import io.didact.recipe.stage.MadeSource;
import io.didact.recipe.stage.Material;
import io.didact.recipe.stage.RowSource;
import io.didact.recipe.stage.SftStage;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.StageSource;
import io.didact.text.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one stage of a recipe may expect: of models their {@code config.json} or the shape in the
 * table, of data what is on this machine, else what is assumed.
 *
 * @param stages all of the recipe
 * @param name of the stage that asks
 * @param traces what earlier stages are expected to leave
 * @param here the models and data of this machine
 * @param assumed takes what had to be assumed, in words
 */
record RecipeForecast(
    Map<String, Stage> stages,
    String name,
    Map<String, Material> traces,
    PlanTables tables,
    Assumptions assumptions,
    OnThisMachine here,
    Set<String> assumed)
    implements Forecast {
  private static final String CONFIG = "config.json";

  @Override
  public DecoderConfig model(ModelRef ref) throws IOException {
    if (ref.isStage(stages.keySet())) {
      Stage made = Objects.requireNonNull(stages.get(ref.stage()));
      if (made instanceof SftStage sft && sft.architecture().isPresent()) {
        return sft.architecture().get().config();
      }
      return model(made.start().orElseThrow());
    }
    Optional<Path> directory = here.directory(ref, CONFIG);
    if (directory.isPresent()) {
      Path file = directory.get().resolve(CONFIG);
      try {
        return DecoderConfig.fromJson(JsonMapper.shared().readTree(SmallFile.read(file)));
      } catch (JacksonException | IllegalArgumentException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    KnownShape shape = tables.models().get(ref.name());
    if (shape != null) {
      assumed.add("the shape of %s is the table's: no config.json of it is here".formatted(ref));
      return shape.config();
    }
    String like = assumptions.shape().orElseThrow(() -> unknown(ref));
    shape = tables.models().get(like);
    if (shape == null) {
      throw new IOException(
          "--shape: %s is not in the table%s; it has %s"
              .formatted(
                  like,
                  NearestName.hint(like, tables.models().keySet()),
                  String.join(", ", tables.models().keySet())));
    }
    assumed.add("%s is taken to be like %s (--shape)".formatted(ref, like));
    return shape.config();
  }

  private IOException unknown(ModelRef ref) {
    return new IOException(
        HubName.parse(ref.name()).isPresent()
            ? "stage %s: of the model %s there is no %s here: `didact pull %s %s`, or give --shape"
                .formatted(name, ref, CONFIG, ref, CONFIG)
            : "stage %s: there is no %s; give the model that it will be like with --shape"
                .formatted(name, Path.of(ref.name()).resolve(CONFIG)));
  }

  @Override
  public Material material(Source source, int longest) throws IOException {
    Stage stage = Objects.requireNonNull(stages.get(name));
    if (source instanceof StageSource other) {
      Material left = traces.get(other.stage());
      if (left == null) {
        throw new IOException("stage %s: %s leaves no traces".formatted(name, other.stage()));
      }
      return left.rows(source.about(List.of(left.rows())));
    }
    if (!source.parts().isEmpty()) {
      List<Material> parts = new ArrayList<>();
      for (Source part : source.parts()) {
        parts.add(material(part, longest));
      }
      return Material.of(parts).rows(source.about(parts.stream().map(Material::rows).toList()));
    }
    double count = count(stage, source);
    Optional<Material> measured = here.tokens(stage, source);
    if (measured.isPresent()) {
      return measured.get().rows(count);
    }
    double question = assumptions.questionTokens();
    double solution = assumptions.solutionTokens();
    assumed.add(
        "questions of %d tokens, solutions of %d (--question-tokens, --solution-tokens)"
            .formatted(Math.round(question), Math.round(solution)));
    return new Material(count, count, question, question + solution, solution, written(longest));
  }

  private double count(Stage stage, Source source) throws IOException {
    if (source instanceof MadeSource) {
      return source.about(List.of());
    }
    if (source instanceof RowSource files) {
      try {
        return stage.count(files, here.data());
      } catch (IOException e) {
        return notHere(files, String.valueOf(e.getMessage()));
      }
    }
    throw new IOException("stage %s: how much %s holds is not known".formatted(name, source));
  }

  private double notHere(RowSource source, String why) throws IOException {
    double most = source.about(List.of(Double.MAX_VALUE));
    if (source instanceof HubSource published) {
      String set = HubName.of(published.dataset()).repository();
      Integer known = tables.problems().get(set);
      if (known != null) {
        assumed.add("%s has %d problems (the table's number)".formatted(set, known));
        return Math.min(most, known);
      }
    }
    if (assumptions.problems().isPresent()) {
      double given = assumptions.problems().getAsDouble();
      assumed.add("%.0f problems where data are not here (--problems)".formatted(given));
      return Math.min(most, given);
    }
    if (most < Double.MAX_VALUE) {
      assumed.add("as many problems as `limit` or `sample` says where data are not here");
      return most;
    }
    throw new IOException(
        "stage %s: how many problems there are is not known: %s; or give --problems N"
            .formatted(name, why));
  }

  @Override
  public double document(Documents documents) {
    return here.tokens(documents);
  }

  @Override
  public double text(List<String> texts) throws IOException {
    OptionalDouble tokens = here.tokens(Objects.requireNonNull(stages.get(name)), texts);
    if (tokens.isPresent()) {
      return tokens.getAsDouble();
    }
    assumed.add("a token of text is 4 characters: no tokenizer is here");
    return texts.stream().mapToInt(String::length).average().orElseThrow() / 4;
  }

  @Override
  public void assume(String what) {
    assumed.add("stage %s: %s".formatted(name, what));
  }

  @Override
  public double written(int limit) {
    if (assumptions.meanTokens().isPresent()) {
      assumed.add(
          String.format(
              Locale.ROOT,
              "what models write has %.0f tokens on the mean (--mean-tokens)",
              assumptions.meanTokens().getAsDouble()));
    } else {
      assumed.add(
          String.format(
              Locale.ROOT,
              "what models write has %.0f %% of its limit on the mean (--mean-tokens N for another number)",
              100 * Assumptions.SHARE));
    }
    return assumptions.written(limit);
  }
}
