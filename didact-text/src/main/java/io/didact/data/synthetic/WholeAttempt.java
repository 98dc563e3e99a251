package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A try with whole numbers. The third number is added to the pair's result, or the smaller of the
 * two is taken from the larger; the target stands behind each result, to be compared with it.
 *
 * @param letter says which try it is
 * @param pair the two numbers put together
 * @param rest the number that is left
 * @param closings what is looked at: plus, minus or both
 */
record WholeAttempt(char letter, Sum pair, int rest, List<Operator> closings, int target)
    implements Attempt {
  private static final List<Operator> BOTH = List.of(Operator.PLUS, Operator.MINUS);
  private static final List<Operator> DIFFERENCE = List.of(Operator.MINUS);

  /**
   * The tries in the order of the search. a, b, c: the pairs (1st, 2nd), (1st, 3rd), (2nd, 3rd)
   * added up, of which only the first is tried with plus, for the others would repeat it. d, e, f:
   * the same pairs multiplied, where one of the two is a digit.
   */
  static List<Attempt> all(List<Integer> numbers, int target) {
    List<Attempt> attempts = new ArrayList<>();
    for (Operator operator : List.of(Operator.PLUS, Operator.TIMES)) {
      for (int i = 0; i < PAIRS.length; i++) {
        int left = numbers.get(PAIRS[i][0]);
        int right = numbers.get(PAIRS[i][1]);
        int rest = numbers.get(PAIRS[i][2]);
        boolean times = operator == Operator.TIMES;
        if (!times || Sum.multiplies(left, right)) {
          attempts.add(
              new WholeAttempt(
                  Chain.letter(times ? PAIRS.length + i : i),
                  new Sum(left, operator, right),
                  rest,
                  times || i == 0 ? BOTH : DIFFERENCE,
                  target));
        }
      }
    }
    return attempts;
  }

  /**
   * What a model has to copy of three numbers, without any arithmetic: {@code 12,34,7:a12+34
   * 7,b12+7 34,c34+7 12,e12*7 34,f34*7 12}.
   */
  static String pairs(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","))
        + all(numbers, 0).stream()
            .map(attempt -> (WholeAttempt) attempt)
            .map(attempt -> attempt.letter + attempt.pair.term() + " " + attempt.rest)
            .collect(Collectors.joining(",", ":", ""));
  }

  /** What the pair and the third number come to. */
  int result(Operator last) {
    return closing(last).result();
  }

  @Override
  public boolean hits(Operator last) {
    return result(last) == target;
  }

  /** {@code a12+34=42+4=46,46+7=53>50 no,46-7=39>50 no} or, up to a hit, {@code …,46+7=53>53}. */
  @Override
  public String text() {
    return hit()
        .map(this::textUpTo)
        .orElseGet(() -> textUpTo(closings.get(closings.size() - 1)) + " no");
  }

  @Override
  public String textUpTo(Operator last) {
    return letter
        + pair.text()
        + closings.subList(0, closings.indexOf(last) + 1).stream()
            .map(closing -> "," + lastStep(closing) + ">" + target)
            .collect(Collectors.joining(" no"));
  }

  /** {@code 12+34=42+4=46}. */
  @Override
  public String firstStep() {
    return pair.text();
  }

  /** {@code 46-7=39}. */
  @Override
  public String lastStep(Operator last) {
    return closing(last).text();
  }

  /** Without parentheses: {@code 12+34-7}, or {@code 50-12-34} where the third is the larger. */
  @Override
  public String expression(Operator last) {
    if (last == Operator.PLUS || pair.result() >= rest) {
      return pair.term() + last.symbol() + rest;
    }
    return rest + "-" + pair.term().replace('+', '-');
  }

  private Sum closing(Operator last) {
    boolean swap = last == Operator.MINUS && pair.result() < rest;
    return swap ? new Sum(rest, last, pair.result()) : new Sum(pair.result(), last, rest);
  }
}
