package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StageScheduleTest {
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  /** b and c need a; d needs b and c; e needs nothing. */
  private static StageSchedule schedule() {
    return schedule((running, stage) -> true);
  }

  private static StageSchedule schedule(BiPredicate<Set<String>, String> room) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    needs.put("a", Set.of());
    needs.put("b", Set.of("a"));
    needs.put("c", Set.of("a"));
    needs.put("d", Set.of("b", "c"));
    needs.put("e", Set.of());
    return new StageSchedule(needs, room);
  }

  @Test
  void oneAtATimeInTheOrderOfTheRecipe() throws IOException {
    assertThat(schedule().run(1, ran::add)).isTrue();
    assertThat(ran).containsExactly("a", "b", "c", "d", "e");
  }

  /** a meets e and b meets c at a barrier, which only two threads pass. */
  @Test
  void twoAtOnceEachAfterWhatItNeeds() throws IOException {
    CyclicBarrier both = new CyclicBarrier(2);
    boolean all =
        schedule()
            .run(
                2,
                stage -> {
                  if (!stage.equals("d")) {
                    await(both);
                  }
                  return ran.add(stage);
                });
    assertThat(all).isTrue();
    assertThat(ran.subList(0, 2)).containsExactlyInAnyOrder("a", "e");
    assertThat(ran.subList(2, 4)).containsExactlyInAnyOrder("b", "c");
    assertThat(ran).endsWith("d");
  }

  /** There is no room for e beside a or b: it begins after c, for b and c run at once. */
  @Test
  void aStageWithoutRoomWaits() throws IOException {
    CyclicBarrier both = new CyclicBarrier(2);
    Set<String> running = ConcurrentHashMap.newKeySet();
    schedule((beside, stage) -> !stage.equals("e") || Set.of("d").containsAll(beside))
        .run(
            2,
            stage -> {
              running.add(stage);
              if (stage.equals("b") || stage.equals("c")) {
                await(both);
              }
              assertThat(running).isNotEqualTo(Set.of("a", "e")).isNotEqualTo(Set.of("b", "e"));
              running.remove(stage);
              return ran.add(stage);
            });
    assertThat(ran).hasSize(5).startsWith("a");
    assertThat(ran.subList(1, 3)).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void moreThreadsThanStagesDoNoHarm() throws IOException {
    assertThat(schedule().run(9, ran::add)).isTrue();
    assertThat(ran).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void nothingBeginsAfterAFailureAndWhatIsInFlightEndsFirst() {
    CyclicBarrier both = new CyclicBarrier(2);
    StageSchedule schedule = schedule();
    assertThatThrownBy(
            () ->
                schedule.run(
                    2,
                    stage -> {
                      await(both);
                      if (stage.equals("e")) {
                        throw new IOException("e is broken");
                      }
                      while (!schedule.isEnding()) {
                        Thread.onSpinWait();
                      }
                      return ran.add(stage);
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("e is broken");
    assertThat(ran).containsExactly("a");
  }

  @Test
  void anErrorOfAnotherThreadIsThrown() {
    CyclicBarrier both = new CyclicBarrier(2);
    assertThatThrownBy(
            () ->
                schedule()
                    .run(
                        2,
                        stage -> {
                          await(both);
                          throw new OutOfMemoryError(stage);
                        }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aStopIsNoFailure() throws IOException {
    assertThat(schedule().run(1, stage -> ran.add(stage) && !stage.equals("b"))).isFalse();
    assertThat(ran).containsExactly("a", "b");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
