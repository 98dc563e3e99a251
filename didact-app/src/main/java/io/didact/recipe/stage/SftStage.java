package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.engine.KnownIds;
import io.didact.engine.TooLongException;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.Architecture;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.text.Tokenizer;
import io.didact.train.SftOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Supervised fine-tuning, of a teacher, of a student, or of a new model on documents.
 *
 * @param model what to start from; or else {@code architecture}
 * @param architecture of a new model with random weights and the small character tokenizer
 * @param lora where an adapter is trained, and not all weights
 * @param view what an example looks like
 * @param data problems with traces, or documents
 * @param heldOut for the evaluation loss
 * @param format the tags
 * @param epochs over the data, where {@code steps} is not given
 * @param steps number of updates
 * @param sequencesPerStep examples a batch
 * @param maxTokens tokens of an example, where the model's positions are not fewer
 * @param tooLong what becomes of problems that are longer than the models can read
 * @param evaluateEvery steps between evaluation losses; 0 for none but the last
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the newest stay
 */
public record SftStage(
    Optional<ModelRef> model,
    Optional<Architecture> architecture,
    Optional<LoraSettings> lora,
    View view,
    Source data,
    Optional<Source> heldOut,
    TagFormat format,
    Map<String, Object> templateVariables,
    double epochs,
    Optional<Integer> steps,
    int sequencesPerStep,
    int maxTokens,
    TooLong tooLong,
    OptimizerSettings optimizer,
    int evaluateEvery,
    int checkpointEvery,
    int keepCheckpoints,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {

  /** What of a problem a model is shown, and what it learns to write. */
  public enum View {
    /** Question and solution are given; learns the explanation and its closing tag. */
    TEACHER,
    /** The question is given; learns thought and solution. */
    STUDENT,
    /** The question is given; learns an empty thought and the solution. */
    SOLUTION_ONLY,
    /** Plain text; learns all of it. */
    DOCUMENT
  }

  public SftStage {
    SftOptions.rules(steps.orElse(1), evaluateEvery)
        .positive("epochs", epochs)
        .atLeast("sequencesPerStep", 1, sequencesPerStep)
        .atLeast("maxTokens", 2, maxTokens)
        .atLeast("checkpointEvery", 1, checkpointEvery)
        .atLeast("keepCheckpoints", 1, keepCheckpoints)
        .done();
  }

  /** The paper's recipe for 1K examples. */
  static SftStage defaults(View view, Source data) {
    return new SftStage(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        view,
        data,
        Optional.empty(),
        TagFormat.stratos(),
        Map.of(),
        5,
        Optional.empty(),
        16,
        16_384,
        TooLong.LEAVE_OUT,
        OptimizerSettings.sft(),
        0,
        100,
        1,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Rules whole() {
    return new Rules()
        .require(
            model.isPresent() != architecture.isPresent(),
            "give either model or architecture (of a new model)")
        .require(
            lora.isEmpty() || architecture.isEmpty(),
            "lora",
            "is for a model that is there: a new one has nothing to adapt")
        .require(
            (view == View.DOCUMENT) == data.hasDocuments(),
            "the view `document` goes with data of type `documents` or `text`, and only with it")
        .require(
            heldOut.isEmpty()
                || (view == View.DOCUMENT
                    ? heldOut.get() instanceof TextSource
                    : !heldOut.get().hasDocuments()),
            "heldOut",
            view == View.DOCUMENT
                ? "must be of type `text` with the view `document`"
                : "documents are not problems")
        .require(
            !wantsTraces() || data.whyUnexplained().isEmpty(), data.whyUnexplained().orElse(""))
        .require(
            !(data instanceof DocumentsSource) || steps.isPresent(),
            "documents are endless: give steps");
  }

  @Override
  public Rules idle() {
    boolean documents = view == View.DOCUMENT;
    boolean endless = data instanceof DocumentsSource;
    return new Rules()
        .idle(steps.isPresent(), "epochs", "`steps` is given")
        .idle(heldOut.isEmpty() && evaluateEvery > 0, "evaluateEvery", "there is no `heldOut`")
        .idle(documents, "format", "documents have their tags in them")
        .idle(endless, "maxTokens", "documents are taken whole")
        .all("optimizer", optimizer.idle());
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new SftJob(context, this).run();
  }

  @Override
  public Work work(Forecast forecast) throws IOException {
    DecoderConfig shape =
        architecture.isPresent()
            ? architecture.get().config()
            : forecast.model(model.orElseThrow());
    int longest = Math.min(maxTokens, shape.maxPositions());
    if (data instanceof DocumentsSource documents) {
      double tokens = forecast.document(documents.documents());
      return new Work(
          List.of(part(Work.Kind.TRAIN, shape, steps.orElse(0), sequencesPerStep, 0, tokens)),
          Optional.empty());
    }
    if (data instanceof TextSource text) {
      List<TextSource.Document> all = text.documents().items();
      double tokens =
          Math.min(longest, forecast.text(all.stream().map(TextSource.Document::text).toList()));
      double updates =
          steps.isPresent() ? steps.get() : Math.ceil(epochs * all.size() / sequencesPerStep);
      return new Work(
          List.of(part(Work.Kind.TRAIN, shape, updates, sequencesPerStep, 0, tokens)),
          Optional.empty());
    }
    Material of = forecast.material(data, longest);
    double updates =
        steps.isPresent() ? steps.get() : Math.ceil(epochs * of.rows() / sequencesPerStep);
    List<Work.Part> parts = new ArrayList<>();
    parts.add(of(Work.Kind.TRAIN, shape, updates, sequencesPerStep, of));
    if (heldOut.isPresent()) {
      Material other = forecast.material(heldOut.get(), longest);
      double times = evaluateEvery == 0 ? 1 : Math.ceil(updates / evaluateEvery);
      parts.add(of(Work.Kind.SCORE, shape, times, other.rows(), other));
    }
    return new Work(parts, Optional.empty());
  }

  private Work.Part of(
      Work.Kind kind, DecoderConfig shape, double times, double sequences, Material of) {
    double prompt = view == View.TEACHER ? of.teacherPrompt() : of.studentPrompt();
    double thought = view == View.SOLUTION_ONLY ? 0 : of.thought();
    double solution = view == View.TEACHER ? 0 : of.solution();
    double room = Math.min(maxTokens, shape.maxPositions()) - prompt - solution;
    double learned = Math.max(1, Math.min(thought, room) + solution);
    return part(kind, shape, times, sequences, prompt, learned);
  }

  /** Examples share nothing: what comes before the loss is their own too. */
  private Work.Part part(
      Work.Kind kind,
      DecoderConfig shape,
      double times,
      double sequences,
      double prompt,
      double learned) {
    double own = prompt + learned;
    double longest = view == View.DOCUMENT ? own : Math.min(maxTokens, shape.maxPositions());
    int updates = kind == Work.Kind.TRAIN ? 1 : 0;
    return new Work.Part(
            kind, "model", shape, times, sequences, 1, 0, own, learned, longest, updates)
        .training(lora.map(settings -> settings.shape(shape)));
  }

  @Override
  public boolean wantsTraces() {
    return view == View.TEACHER || view == View.STUDENT;
  }

  /** Ids may come twice: nothing is sampled here. */
  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    if (source instanceof TextSource text) {
      Dataset<TextSource.Document> documents = text.documents();
      Optional<ModelInfo> start = start(models);
      return start.isEmpty()
          ? Optional.empty()
          : DataCheck.of(documents, TextSource.Document::place, tooLong, documents(start.get()))
              .problem();
    }
    Dataset<Problem> problems =
        source.read(context, wantsTraces() ? RowKind.EXPLAINED : RowKind.PROBLEM);
    Optional<ModelInfo> start = start(models);
    return start.isEmpty()
        ? Optional.empty()
        : DataCheck.of(problems, Problem::id, tooLong, examples(start.get())).problem();
  }

  private Optional<ModelInfo> start(Optional<ModelInfo.Directory> models) throws IOException {
    if (models.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        architecture.isPresent()
            ? ModelInfo.of(architecture.get())
            : models.get().model(model.orElseThrow()));
  }

  /** From problems to what a model learns of them; refuses those that it cannot. */
  Function<Problem, LabelledSequence> examples(ModelInfo model) throws IOException {
    return fitting(model, view(model));
  }

  /** All of a document is learned but its first token, which nothing predicts. */
  Function<TextSource.Document, LabelledSequence> documents(ModelInfo model) throws IOException {
    return fitting(model, document -> document(model.tokenizer().encode(document.text())));
  }

  static LabelledSequence document(TokenIds ids) {
    return new LabelledSequence(ids, new TokenSpan(1, ids.size()));
  }

  private <T> Function<T, LabelledSequence> fitting(
      ModelInfo model, Function<T, LabelledSequence> seen) throws IOException {
    DecoderConfig config = model.checkpoint().config();
    int most = Math.min(maxTokens, config.maxPositions());
    return item -> {
      LabelledSequence example = seen.apply(item);
      KnownIds.require("it", example.ids(), config.vocabSize());
      TooLongException.require(
          "it", example.ids().size(), most, "the lesser of maxTokens and the model's positions");
      return example;
    };
  }

  private Function<Problem, LabelledSequence> view(ModelInfo model) throws IOException {
    TagFormat tags = model.joined(format);
    Tokenizer tokenizer = model.tokenizer();
    return switch (view) {
      case TEACHER -> new TeacherFormat(tags, tokenizer)::example;
      case STUDENT -> new StudentFormat(tags, tokenizer)::example;
      case SOLUTION_ONLY -> {
        StudentFormat format = new StudentFormat(tags, tokenizer);
        yield problem -> format.example(problem, TokenIds.EMPTY);
      }
      case DOCUMENT -> throw new IllegalStateException("documents are not made of problems");
    };
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    return model.map(ref -> Map.of("model", ref)).orElse(Map.of());
  }

  @Override
  public Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>(Map.of("data", data));
    heldOut.ifPresent(source -> sources.put("heldOut", source));
    return sources;
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public OptionalInt totalSteps() {
    return steps.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  @Override
  public Optional<ModelRef> start() {
    return model;
  }

  @Override
  public boolean usesTags() {
    return view != View.DOCUMENT;
  }
}
