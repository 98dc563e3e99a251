package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.eval.task.AnswerRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MajorityVoteTest {
  private static final AnswerEquality MATHEMATICS = AnswerRule.named("math").equality();

  /**
   * R, R, a, and k = 2: the pairs are RR (won), Ra and Ra (a tie, half won each), so (1 + ½ + ½)/3
   * = 2/3. With all three R wins.
   */
  @Test
  void byHand() {
    MajorityVote vote = MajorityVote.of(Samples.problem("p", "RRa"));
    assertThat(vote.at(1)).isCloseTo(2.0 / 3, within(1e-14));
    assertThat(vote.at(2)).isCloseTo(2.0 / 3, within(1e-14));
    assertThat(vote.at(3)).isCloseTo(1, within(1e-14));
  }

  /** a is said three times and R twice: the vote of all five is lost, of a tie of three a third. */
  @Test
  void allSamples() {
    assertThat(MajorityVote.of(Samples.problem("p", "RRaaa")).at(5)).isZero();
    assertThat(MajorityVote.of(Samples.problem("p", "RRaabb")).at(6))
        .isCloseTo(1.0 / 3, within(1e-14));
    assertThat(MajorityVote.of(Samples.problem("p", "RRabcd")).at(6)).isCloseTo(1, within(1e-13));
  }

  /**
   * Those without an answer do not vote: one R outvotes three of them. An undecided answer does.
   */
  @Test
  void whoVotes() {
    assertThat(MajorityVote.of(Samples.problem("p", "R---")).at(4)).isCloseTo(1, within(1e-14));
    assertThat(MajorityVote.of(Samples.problem("p", "----")).at(4)).isZero();
    assertThat(MajorityVote.of(Samples.problem("p", "R??")).at(3)).isZero();
    assertThat(MajorityVote.of(Samples.problem("p", "R---")).at(2)).isCloseTo(0.5, within(1e-14));
  }

  /** Exact fractions by enumeration in another language: 4 R, 3 a, 2 b, 1 c, 2 without. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 3", "2, 13, 33", "3, 71, 165", "4, 709, 1485", "5, 1241, 2376", "6, 47, 84",
    "7, 43, 72", "8, 29, 45", "9, 7, 10", "10, 25, 33", "11, 5, 6", "12, 1, 1"
  })
  void golden(int k, int above, int below) {
    assertThat(new MajorityVote(12, 4, List.of(3, 2, 1)).at(k))
        .isCloseTo((double) above / below, within(1e-13));
  }

  /** The same for 5 R, 6 a, 3 b, c, d and one without: more votes make it worse. */
  @ParameterizedTest
  @CsvSource({"3, 263, 816", "8, 3481, 9724", "16, 3, 17", "17, 0, 1"})
  void goldenWhereAWrongAnswerLeads(int k, int above, int below) {
    assertThat(new MajorityVote(17, 5, List.of(6, 3, 1, 1)).at(k))
        .isCloseTo((double) above / below, within(1e-13));
  }

  @Test
  void equalsEnumerationOfAllSubsets() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      String samples =
          random
              .ints(1 + random.nextInt(9), 0, 6)
              .mapToObj("RRab-?"::charAt)
              .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
              .toString();
      MajorityVote vote = MajorityVote.of(Samples.problem("p", samples));
      for (int k = 1; k <= samples.length(); k++) {
        assertThat(vote.at(k)).as(samples + " " + k).isCloseTo(naive(samples, k), within(1e-12));
      }
    }
  }

  @Test
  void oneVoteIsTheAccuracyAndManySamplesStayExact() {
    MajorityVote vote = new MajorityVote(2000, 900, List.of(500, 300, 100, 100));
    assertThat(vote.at(1)).isCloseTo(0.45, within(1e-11));
    assertThat(vote.at(2000)).isCloseTo(1, within(1e-11));
    assertThat(vote.at(65)).isBetween(0.9, 1.0);
  }

  /**
   * Two right, and 1/2, 0.5, 2/4, ½ wrong: by spelling each of the four has one vote, and R wins
   * all six with 2 to 1. By what they say the four are one candidate, which wins with 4 to 2. Of
   * two samples, 1 of 15 pairs is RR, 6 are a pair of halves and 8 a tie: (1 + 8/2)/15 = 1/3.
   */
  @Test
  void answersThatSayTheSameVoteTogether() {
    SampleSet spelled = Samples.answers("R", "1/2", "0.5", "R", "\\frac24", "½");
    assertThat(at(spelled, 6)).isCloseTo(1, within(1e-13));
    SampleSet united = spelled.voting(MATHEMATICS);
    assertThat(at(united, 6)).isZero();
    assertThat(at(united, 2)).isCloseTo(1.0 / 3, within(1e-13));
    assertThat(united.samples().map(SampleOutcome::answer).map(Optional::orElseThrow))
        .containsExactly("R", "1/2", "1/2", "R", "1/2", "1/2");
  }

  /**
   * 28 % is 28 and is 0.28, which differ. It belongs to whichever came first: {28, 28 %}, {0.28},
   * and where it is the first itself, all three are its class.
   */
  @Test
  void theFirstAnswerNamesTheClass() {
    assertThat(classes("28", "28\\%", "0.28")).containsExactly("28", "28", "0.28");
    assertThat(classes("0.28", "28\\%", "28")).containsExactly("0.28", "0.28", "28");
    assertThat(classes("28\\%", "0.28", "28")).containsOnly("28\\%");
  }

  /** What cannot be decided votes with its own spelling only. */
  @Test
  void undecidedAnswersAreNotUnited() {
    String integral = "\\int_0^1 x dx";
    assertThat(classes(integral, "\\frac12", integral, "\\lim_{x} x"))
        .containsExactly(integral, "\\frac12", integral, "\\lim_{x} x");
  }

  /** An answer is compared with the 32 classes that came first, and with no others. */
  @Test
  void theWorkOfUnitingIsBounded() {
    List<String> answers =
        new ArrayList<>(IntStream.range(0, 40).mapToObj(String::valueOf).toList());
    answers.addAll(List.of("31.0", "32.0", "32.0"));
    assertThat(classes(answers.toArray(String[]::new)).subList(40, 43))
        .containsExactly("31", "32.0", "32.0");
  }

  private static List<String> classes(String... answers) {
    return Samples.answers(answers)
        .voting(MATHEMATICS)
        .samples()
        .map(sample -> sample.answer().orElseThrow())
        .toList();
  }

  private static double at(SampleSet problem, int k) {
    return MajorityVote.of(problem.problems().get(0)).at(k);
  }

  @Test
  void saysWhatCannotBe() {
    assertThatThrownBy(() -> new MajorityVote(3, 2, List.of(2))).hasMessageContaining("3 samples");
    assertThatThrownBy(() -> new MajorityVote(3, 2, List.of(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MajorityVote(3, 2, List.of()).at(4))
        .hasMessage("maj@4 of 3 samples");
  }

  private static double naive(String samples, int k) {
    double won = 0;
    int subsets = 0;
    for (int chosen = 0; chosen < 1 << samples.length(); chosen++) {
      if (Integer.bitCount(chosen) == k) {
        subsets++;
        Map<Character, Integer> votes = new HashMap<>();
        for (int i = 0; i < samples.length(); i++) {
          if ((chosen >> i & 1) == 1 && samples.charAt(i) != '-') {
            votes.merge(samples.charAt(i), 1, Integer::sum);
          }
        }
        int right = votes.getOrDefault('R', 0);
        if (right > 0 && votes.values().stream().allMatch(count -> count <= right)) {
          won += 1.0 / votes.values().stream().filter(count -> count == right).count();
        }
      }
    }
    return won / subsets;
  }
}
