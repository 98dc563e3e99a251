package io.didact.data;

import java.util.Collections;
import java.util.List;

/**
 * Python's {@code random.Random}, so that orders which published evaluations drew can be drawn
 * again: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded by {@code
 * init_by_array} as CPython does for an integer, and CPython's {@code shuffle} and {@code randint}
 * (3.2 and newer). Not thread-safe.
 */
public final class PythonRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int at = N;

  /**
   * {@code random.seed(seed)}; CPython takes the absolute value.
   *
   * @param seed not {@link Long#MIN_VALUE}
   */
  public PythonRandom(long seed) {
    long positive = Math.absExact(seed);
    int high = (int) (positive >>> 32);
    initialise(high == 0 ? new int[] {(int) positive} : new int[] {(int) positive, high});
  }

  private void initialise(int[] key) {
    state[0] = 19_650_218;
    for (int i = 1; i < N; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    int i = 1;
    int j = 0;
    for (int k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_664_525)) + key[j] + j;
      j = (j + 1) % key.length;
      i = next(i);
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_566_083_941)) - i;
      i = next(i);
    }
    state[0] = 0x80000000;
  }

  private int next(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  /**
   * {@code random.getrandbits(bits)}.
   *
   * @param bits 1 to 32
   * @return as an unsigned number
   */
  public long bits(int bits) {
    if (bits < 1 || bits > 32) {
      throw new IllegalArgumentException("bits must be 1 to 32, was " + bits);
    }
    if (at == N) {
      twist();
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return Integer.toUnsignedLong(y) >>> (32 - bits);
  }

  private void twist() {
    for (int k = 0; k < N; k++) {
      int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
      state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    at = 0;
  }

  /**
   * {@code random.randrange(bound)}.
   *
   * @param bound ≥ 1
   */
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be ≥ 1, was " + bound);
    }
    int width = 32 - Integer.numberOfLeadingZeros(bound);
    long drawn = bits(width);
    while (drawn >= bound) {
      drawn = bits(width);
    }
    return (int) drawn;
  }

  /** {@code random.shuffle(list)}, in place. */
  public void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, below(i + 1));
    }
  }
}
