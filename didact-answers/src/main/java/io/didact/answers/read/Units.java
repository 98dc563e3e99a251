package io.didact.answers.read;

import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Unit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of units that answers are given in. */
public final class Units {
  private static final Map<String, Unit> BY_NAME = new HashMap<>();
  private static final Map<String, Unit> BY_SYMBOL = new HashMap<>();

  /** Words that multiply what stands before them. */
  private static final Map<String, Rational> MULTIPLIERS =
      Map.of(
          "hundred", Rational.of(100),
          "thousand", Rational.of(1_000),
          "million", Rational.of(1_000_000),
          "billion", Rational.of(1_000_000_000L),
          "trillion", Rational.of(1_000_000_000_000L));

  /** Words before a unit that raise it to a power. */
  private static final Set<String> MODIFIERS = Set.of("square", "sq", "cubic", "cu");

  /** Words in units that say nothing. */
  private static final Set<String> FILLERS = Set.of("unit", "units", "of", "the", "per", "total");

  private static final Set<String> CURRENCIES =
      Set.of("usd", "eur", "gbp", "rs", "inr", "jpy", "rmb");

  /** Letters that are a unit or a variable. */
  private static final Set<String> LETTERS = Set.of("m", "s", "g", "h", "l", "L");

  /** Those that are a unit only where nothing but a number stands before them. */
  private static final Set<String> CAPITALS = Set.of("N", "J", "W", "V", "A");

  /** Prefixes, their letters and powers of ten. */
  private static final String[] PREFIXES =
      "pico p -12 nano n -9 micro µ -6 milli m -3 kilo k 3 mega M 6 giga G 9".split(" ");

  /** A prefix and another command of siunitx. */
  private static final Pattern PREFIX =
      Pattern.compile("\\\\(pico|nano|micro|milli|centi|kilo|mega|giga)\\s*\\\\(?=[a-zA-Z])");

  private static final Pattern COMMAND = Pattern.compile("\\\\(?=[a-zA-Z])");

  static {
    addWithPrefixes("m", "1", "m", "meter meters metre metres");
    add("m", "0.001", "mm");
    add("m", "0.01", "cm cms centimeter centimeters centimetre centimetres");
    add("m", "0.1", "dm decimeter decimeters");
    add("m", "1000", "km kms");
    add("m", "0.0254", "in inch inches");
    add("m", "0.3048", "ft foot feet");
    add("m", "0.9144", "yd yard yards");
    add("m", "1609.344", "mi mile miles");
    addWithPrefixes("g", "1", "g", "gram grams gramme grammes");
    add("g", "0.001", "mg");
    add("g", "1000", "kg kgs kilo kilos");
    add("g", "1000000", "t tonne tonnes");
    add("g", "453.59237", "lb lbs pound pounds");
    add("g", "28.349523125", "oz ounce ounces");
    addWithPrefixes("s", "1", "s", "second seconds sec secs");
    add("s", "0.001", "ms");
    add("s", "60", "min mins minute minutes");
    add("s", "3600", "h hr hrs hour hours");
    add("s", "86400", "day days");
    add("s", "604800", "week weeks");
    add("month", "1", "month months");
    add("month", "12", "year years yr yrs");
    addWithPrefixes("m^3", "0.001", "l", "liter liters litre litres");
    addWithPrefixes("m^3", "0.001", "L", "l");
    add("m^3", "0.000001", "ml");
    add("m^2", "10000", "ha hectare hectares");
    add("$", "1", "$ dollar dollars usd buck bucks");
    add("$", "0.01", "cent cents ¢");
    add("€", "1", "€ euro euros eur");
    add("£", "1", "£ gbp");
    add("¥", "1", "¥ yuan 元 rmb");
    add("yen", "1", "yen jpy");
    add("rupee", "1", "rupee rupees rs inr");
    add("m s^-1", "0.44704", "mph");
    addWithPrefixes("g m s^-2", "1000", "N", "newton newtons n");
    addWithPrefixes("g m^2 s^-2", "1000", "J", "joule joules j");
    addWithPrefixes("g m^2 s^-2", "3600000", "Wh", "watthour watthours");
    addWithPrefixes("g m^2 s^-2", "1.602176634e-16", "eV", "electronvolt electronvolts");
    addWithPrefixes("g m^2 s^-3", "1000", "W", "watt watts w");
    addWithPrefixes("g m^-1 s^-2", "1000", "Pa", "pascal pascals");
    addWithPrefixes("s^-1", "1", "Hz", "hertz");
    addWithPrefixes("A", "1", "A", "ampere amperes amp amps");
    addWithPrefixes("g m^2 s^-3 A^-1", "1000", "V", "volt volts");
    addWithPrefixes("g m^2 s^-3 A^-2", "1000", "Ω", "ohm ohms");
    addWithPrefixes("g^-1 m^-2 s^4 A^2", "0.001", "F", "farad farads");
    addWithPrefixes("g s^-2 A^-1", "1000", "T", "tesla teslas");
    addWithPrefixes("A s", "1", "C", "coulomb coulombs");
    addWithPrefixes("mol", "1", "mol", "mole moles");
    BY_SYMBOL.remove("pm"); // 3 pm is a time
    add("°C", "1", "celsius degreecelsius");
    add("", "12", "dozen dozens");
    add("", "1", "radian radians rad rads");
    for (String name : "% percent pct percentage percents".split(" ")) {
      BY_NAME.put(name, Unit.PERCENT);
    }
    for (String name : "° degree degrees deg".split(" ")) {
      BY_NAME.put(name, Unit.DEGREE);
    }
  }

  private Units() {}

  private static void add(String dimension, String scale, String names) {
    Rational factor = Numeral.read(scale, 0, CommaReading.ITEMS, true).value();
    for (String name : names.split(" ")) {
      BY_NAME.put(name, new Unit(dimension, factor, false, name));
    }
  }

  /** A unit with its symbol, and with prefixes; in symbols capitals matter: mW and MW. */
  private static void addWithPrefixes(String dimension, String scale, String symbol, String names) {
    add(
        dimension,
        scale,
        symbol.toLowerCase(Locale.ROOT).equals(symbol) ? symbol + " " + names : names);
    Unit unit = named(names.split(" ")[0]);
    BY_SYMBOL.put(symbol, unit);
    for (int i = 0; i < PREFIXES.length; i += 3) {
      Rational ten = Rational.of(10).power(Integer.parseInt(PREFIXES[i + 2]));
      Unit larger = new Unit(dimension, unit.scale().times(ten), false, PREFIXES[i + 1] + symbol);
      BY_SYMBOL.put(larger.text(), larger);
      for (String name : names.split(" ")) {
        BY_NAME.put(PREFIXES[i] + name, larger);
      }
    }
  }

  /** A unit as siunitx writes it: {@code \kilo\gram}, {@code m.s^{-1}}. */
  static String fromCommands(String unit) {
    String joined = PREFIX.matcher(unit.replace('.', ' ')).replaceAll("$1");
    return COMMAND.matcher(joined).replaceAll(" ");
  }

  static boolean isKnown(String word) {
    return BY_NAME.containsKey(word.toLowerCase(Locale.ROOT));
  }

  /** Whether a word is a symbol with a prefix, and no product of capitals. */
  static boolean isSymbol(String word) {
    return word.length() > 1
        && BY_SYMBOL.containsKey(word)
        && word.chars().anyMatch(c -> !Character.isUpperCase(c));
  }

  public static Unit named(String word) {
    Unit unit = BY_SYMBOL.get(word);
    return unit == null
        ? BY_NAME.getOrDefault(word.toLowerCase(Locale.ROOT), Unit.unknown(word))
        : unit;
  }

  /** Whether a word belongs to units: a name, a number in words, or "square". */
  static boolean isPart(String word) {
    return isKnown(word) || isMultiplier(word) || isModifier(word);
  }

  static boolean isModifier(String word) {
    return MODIFIERS.contains(word.toLowerCase(Locale.ROOT));
  }

  static boolean isMultiplier(String word) {
    return MULTIPLIERS.containsKey(word.toLowerCase(Locale.ROOT));
  }

  static Rational multiplier(String word) {
    return MULTIPLIERS.getOrDefault(word.toLowerCase(Locale.ROOT), Rational.ONE);
  }

  /** Whether a word names money, as it may stand before an amount. */
  static boolean isCurrency(String word) {
    return CURRENCIES.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether the words of one unit, of which not all are known, are among those of the other. */
  public static boolean mayBeOne(String one, String other) {
    Set<String> left = meanings(one);
    Set<String> right = meanings(other);
    return left.containsAll(right) || right.containsAll(left);
  }

  private static Set<String> meanings(String unit) {
    return Pattern.compile("[\\s/*]+")
        .splitAsStream(unit.toLowerCase(Locale.ROOT))
        .filter(word -> !FILLERS.contains(word))
        .map(
            word ->
                named(word).isKnown()
                    ? named(word).named("").toString()
                    : word.replaceFirst("s$", ""))
        .collect(Collectors.toSet());
  }

  public static boolean isLetter(String name) {
    return LETTERS.contains(name);
  }

  public static boolean isCapital(String name) {
    return CAPITALS.contains(name);
  }
}
