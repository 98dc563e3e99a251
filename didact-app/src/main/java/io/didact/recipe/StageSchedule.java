package io.didact.recipe;

import io.didact.recipe.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * In which order the stages of a recipe run: each after those whose models and traces it reads; of
 * those that can, the first in the recipe for which there is room beside those that run.
 */
final class StageSchedule {

  /** Runs one stage. */
  interface Job {
    /**
     * @return whether it is finished; not where a stop was asked for
     */
    boolean run(String stage) throws IOException;
  }

  /** Stages that have not begun → the stages that they still wait for. */
  private final Map<String, Set<String>> waiting = new LinkedHashMap<>();

  private final Set<String> running = new TreeSet<>();
  private final BiPredicate<Set<String>, String> room;
  private boolean goesOn = true;
  private @Nullable Throwable failure;

  /**
   * @param needs stage → those that it reads, in the order of the recipe
   * @param room whether a stage may begin beside those that run; alone it may
   */
  StageSchedule(Map<String, Set<String>> needs, BiPredicate<Set<String>, String> room) {
    this.room = room;
    needs.forEach(
        (name, others) -> {
          if (!needs.keySet().containsAll(others)) { // it would wait for ever
            throw new IllegalArgumentException(
                name + " needs " + others + ", of which some are no stages");
          }
          waiting.put(name, new HashSet<>(others));
        });
  }

  /** Of a recipe's stages. */
  static StageSchedule of(Map<String, Stage> stages, BiPredicate<Set<String>, String> room) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    stages.forEach((name, stage) -> needs.put(name, readBy(stage, stages)));
    return new StageSchedule(needs, room);
  }

  /** The stages whose models and traces a stage reads. */
  static SortedSet<String> readBy(Stage stage, Map<String, Stage> stages) {
    SortedSet<String> read = new TreeSet<>(stage.stageSources());
    stage.models().values().stream()
        .filter(model -> model.isStage(stages.keySet()))
        .forEach(model -> read.add(model.stage()));
    return read;
  }

  /**
   * Runs them all. Where one fails or is stopped no other begins; those in flight end first.
   *
   * @param atOnce how many run at once at most: this thread runs one, others the rest
   * @return whether all are finished
   * @throws IOException what the first that failed threw, as unchecked exceptions and errors are
   */
  boolean run(int atOnce, Job job) throws IOException {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < atOnce; i++) {
      Thread thread = new Thread(() -> work(job), "didact-stage-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    work(job);
    for (Thread thread : others) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        end(e);
        Thread.currentThread().interrupt();
      }
    }
    return result();
  }

  private synchronized boolean result() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return goesOn;
  }

  private void work(Job job) {
    try {
      for (String stage = next(); stage != null; stage = next()) {
        if (job.run(stage)) {
          finished(stage);
        } else {
          end(null);
        }
      }
    } catch (InterruptedException e) {
      end(null);
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      end(e);
    }
  }

  /** A stage that can begin, as soon as there is one; null where none will. */
  private synchronized @Nullable String next() throws InterruptedException {
    while (goesOn && !waiting.isEmpty()) {
      for (Map.Entry<String, Set<String>> each : waiting.entrySet()) {
        String stage = each.getKey();
        if (each.getValue().isEmpty() && (running.isEmpty() || room.test(running, stage))) {
          waiting.remove(stage);
          running.add(stage);
          return stage;
        }
      }
      wait();
    }
    return null;
  }

  private synchronized void finished(String stage) {
    running.remove(stage);
    waiting.values().forEach(needs -> needs.remove(stage));
    notifyAll();
  }

  private synchronized void end(@Nullable Throwable cause) {
    goesOn = false;
    failure = failure == null ? cause : failure;
    notifyAll();
  }

  /** Whether no other stage begins. */
  synchronized boolean isEnding() {
    return !goesOn;
  }
}
