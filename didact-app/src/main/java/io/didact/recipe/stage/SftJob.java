package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.LabelledSequence;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.synthetic.Documents;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.Trainable;
import io.didact.recipe.model.LoadedModel;
import io.didact.text.Tokenizer;
import io.didact.train.EpochOrder;
import io.didact.train.ExampleSource;
import io.didact.train.SftOptions;
import io.didact.train.SftTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Supervised fine-tuning as a stage. */
record SftJob(StageContext context, SftStage stage) {

  /** Trains to the end; nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    try (TrainedModel trained = start()) {
      LoadedModel model = trained.model();
      ExampleSource examples;
      int steps;
      if (stage.data() instanceof DocumentsSource documents) {
        examples = documents(documents.documents(), model.tokenizer(), stage.sequencesPerStep());
        steps = stage.steps().orElseThrow();
      } else {
        EpochOrder<LabelledSequence> shuffled =
            new EpochOrder<>(
                examples(stage.data(), model), stage.sequencesPerStep(), context.seed());
        examples = shuffled::batch;
        steps = stage.steps().orElseGet(() -> shuffled.batches(stage.epochs()));
      }
      List<LabelledSequence> heldOut =
          stage.heldOut().isPresent() ? examples(stage.heldOut().get(), model) : List.of();
      SftOptions options =
          new SftOptions(
              steps,
              stage.optimizer().toSchedule(),
              stage.optimizer().toAdamW(),
              context.machine().tokensPerMicroBatch(),
              context.machine().activations(),
              stage.evaluateEvery(),
              context.machine().shard());
      try (Trainable weights = trained.trainable(saved(model));
          SftTrainer trainer =
              new SftTrainer(
                  weights, options, examples, heldOut, context.ranks(), context.workers())) {
        return context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints());
      }
    }
  }

  /** With the end of turn that a student learns to write among the end ids. */
  private Checkpoint saved(LoadedModel model) throws IOException {
    return switch (stage.view()) {
      case STUDENT, SOLUTION_ONLY -> model.ending(model.joined(stage.format()));
      case TEACHER, DOCUMENT -> model.checkpoint();
    };
  }

  private TrainedModel start() throws IOException {
    return stage.architecture().isPresent()
        ? TrainedModel.of(
            context,
            LoadedModel.create(
                stage.architecture().get(),
                Seeds.mix(context.seed(), 1),
                context.machine().dtype().dtype()))
        : TrainedModel.open(context, stage.model().orElseThrow(), stage.lora());
  }

  private static ExampleSource documents(Documents documents, Tokenizer tokenizer, int perStep) {
    return step ->
        LongStream.range((long) step * perStep, (long) (step + 1) * perStep)
            .mapToObj(index -> SftStage.document(tokenizer.encode(documents.document(index))))
            .toList();
  }

  private List<LabelledSequence> examples(Source source, LoadedModel model) throws IOException {
    if (source instanceof TextSource text) {
      return context.encode(
          text.documents(), TextSource.Document::place, stage.tooLong(), stage.documents(model));
    }
    Dataset<Problem> problems = context.problems(source);
    tellOfTraces(problems, model);
    return context.encode(problems, Problem::id, stage.tooLong(), stage.examples(model));
  }

  /** Says what of the traces is not taught as it stands in the file. */
  private void tellOfTraces(Dataset<Problem> problems, LoadedModel model) throws IOException {
    if (!stage.usesTags()) {
      return;
    }
    TagFormat tags = model.joined(stage.format());
    context.tellOfSolutions(problems, tags);
    if (stage.view() == SftStage.View.SOLUTION_ONLY) {
      return;
    }
    StudentFormat format = new StudentFormat(tags, model.tokenizer());
    context.tell(
        problems,
        Problem::id,
        problem -> problem.trace() != null && tags.endsThought(problem.trace()),
        "have a closing tag or an end of turn within the trace, which ends there");
    context.tell(
        problems,
        Problem::id,
        problem ->
            problem.trace() != null
                && !tags.endsThought(problem.trace())
                && tags.hasTag(problem.trace()),
        "have a tag of the format within the trace, which is taught as it stands");
    context.tell(
        problems,
        Problem::id,
        problem -> problem.trace() != null && problem.trace().isBlank(),
        "have an empty trace");
    context.tell(
        problems,
        Problem::id,
        format::hasOtherIds,
        "have traceIds that are not the trace in this model's tokens: its text is taught");
    context.tell(
        problems,
        Problem::id,
        problem ->
            problem.trace() != null
                && problem.trace().indexOf('\uFFFD') >= 0
                && (problem.traceIds() == null || format.hasOtherIds(problem)),
        "have U+FFFD in the trace, which stands for bytes that are lost, and no ids to teach instead");
  }
}
