package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A freed tensor has a null handle. */
class TensorScopeTest {
  private static boolean isFreed(Tensor tensor) {
    return tensor.handle().isNull();
  }

  @Test
  void aScopeFreesWhatWasMadeInIt() {
    Tensor made;
    Tensor inner;
    try (TensorScope scope = new TensorScope()) {
      made = Tensor.arange(3);
      try (TensorScope nested = new TensorScope()) {
        inner = made.add(1);
      }
      assertThat(isFreed(inner)).isTrue();
      assertThat(made.toLongs()).containsExactly(0, 1, 2);
    }
    assertThat(isFreed(made)).isTrue();
  }

  @Test
  void keepHandsATensorToTheScopeAround() {
    Tensor kept;
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope inner = new TensorScope()) {
        kept = inner.keep(Tensor.arange(4).narrow(0, 1, 2));
      }
      assertThat(kept.toLongs()).containsExactly(1, 2);
    }
    assertThat(isFreed(kept)).isTrue();
  }

  @Test
  void keepWithoutAScopeAroundLeavesItToTheCaller() {
    Tensor kept;
    try (TensorScope scope = new TensorScope()) {
      kept = scope.keep(Tensor.arange(2));
    }
    assertThat(kept.toLongs()).containsExactly(0, 1);
    kept.close();
    assertThat(isFreed(kept)).isTrue();
  }

  @Test
  void ownedOutlivesAllScopes() {
    Tensor owned;
    try (TensorScope outer = new TensorScope()) {
      try (TensorScope inner = new TensorScope()) {
        owned = Tensor.arange(2).owned();
      }
    }
    assertThat(owned.toLongs()).containsExactly(0, 1);
    owned.close();
    assertThat(isFreed(owned)).isTrue();
  }

  @Test
  void aViewKeepsTheMemoryOfAClosedTensor() {
    try (TensorScope scope = new TensorScope()) {
      Tensor all = Tensor.arange(5);
      Tensor view = all.narrow(0, 3, 2);
      all.close();
      assertThat(view.toLongs()).containsExactly(3, 4);
    }
  }

  @Test
  void aScopeFreesOnTheWayOutOfAnException() {
    Tensor[] made = new Tensor[1];
    try (TensorScope scope = new TensorScope()) {
      made[0] = Tensor.arange(3);
      made[0].view(2, 2);
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("shape '[2, 2]' is invalid");
    }
    assertThat(isFreed(made[0])).isTrue();
  }
}
