package io.didact.answers.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Functions to 60 digits: known digits, identities, and the library's doubles. */
class ElementaryTest {
  private static final BigDecimal TINY = BigDecimal.ONE.scaleByPowerOfTen(-55);
  private final Elementary sixty = new Elementary(60, new Budget(1_000_000_000));

  /** The first 50 digits, as in Abramowitz and Stegun, table 1.1. */
  @Test
  void knownDigits() {
    MathContext fifty = new MathContext(50);
    assertThat(sixty.pi().round(fifty))
        .isEqualTo("3.1415926535897932384626433832795028841971693993751");
    assertThat(sixty.exp(BigDecimal.ONE).round(fifty))
        .isEqualTo("2.7182818284590452353602874713526624977572470937000");
    assertThat(sixty.ln(BigDecimal.TEN).round(fifty))
        .isEqualTo("2.3025850929940456840179914546843642076011014886288");
  }

  @Test
  void identitiesAndDoubles() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      BigDecimal x = BigDecimal.valueOf(random.nextDouble() * 20 - 10);
      BigDecimal[] sinCos = sixty.sinCos(x);
      BigDecimal one = sinCos[0].pow(2).add(sinCos[1].pow(2));
      assertThat(one.subtract(BigDecimal.ONE).abs()).isLessThan(TINY);
      assertThat(sinCos[0].doubleValue()).isCloseTo(Math.sin(x.doubleValue()), within());
      assertThat(sixty.ln(sixty.exp(x)).subtract(x).abs()).isLessThan(TINY);
      assertThat(sixty.arctan(x).doubleValue()).isCloseTo(Math.atan(x.doubleValue()), within());
      BigDecimal[] at = sixty.sinCos(sixty.arctan(x));
      assertThat(at[0].subtract(x.multiply(at[1])).abs()).isLessThan(TINY);
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-14);
  }
}
