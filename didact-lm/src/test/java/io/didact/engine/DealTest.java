package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DealTest {
  /**
   * Costs 5, 9, 4, 3, 9 on two lanes: 9 (1) → lane 0; 9 (4) → lane 1; 5 (0) → lane 0 (a tie goes to
   * the first); 4 (2) → lane 1; 3 (3) → lane 1 (13 against 14). Loads 14 and 16.
   */
  @Test
  void theCostliestGoFirstToTheLaneWithTheLeast() {
    List<Integer> costs = List.of(5, 9, 4, 3, 9);
    Deal deal = Deal.balanced(costs, 2, Integer::longValue);
    assertThat(deal.lanes()).containsExactly(List.of(1, 0), List.of(4, 2, 3));
    assertThat(deal.of(1, costs)).containsExactly(9, 4, 3);
    assertThat(deal.collect(List.of(deal.of(0, costs), deal.of(1, costs)))).isEqualTo(costs);
  }

  @Test
  void nothingIsDealtToNobody() {
    Deal deal = Deal.balanced(List.<Integer>of(), 3, Integer::longValue);
    assertThat(deal.collect(List.of(List.of(), List.of(), List.of()))).isEmpty();
  }
}
