namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>What operators do, by Python's rules.</summary>
internal static class JinjaOperators
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        JinjaList list => list.Items.Count > 0,
        JinjaDictionary dictionary => dictionary.Entries.Count > 0,
        _ => true,
    };

    public static string TypeOf(object? value) => value switch
    {
        null => "none",
        Undefined undefined => $"undefined '{undefined.Name}'",
        bool => "a boolean",
        long => "an integer",
        double => "a float",
        string => "a string",
        JinjaList => "a list",
        JinjaDictionary => "a mapping",
        JinjaNamespace => "a namespace",
        _ => "a function",
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) or (Undefined, Undefined) => true,
        (string a, string b) => a == b,
        (JinjaList a, JinjaList b) => a.IsTuple == b.IsTuple && a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
        (JinjaDictionary a, JinjaDictionary b) => a.Entries.Count == b.Entries.Count
            && a.Entries.All(entry => b.Entries.TryGetValue(entry.Key, out var other) && AreEqual(entry.Value, other)),
        (JinjaNamespace or JinjaFunction, _) => ReferenceEquals(left, right),
        _ => TryNumber(left, out var x) && TryNumber(right, out var y) && x.Equals(y),
    };

    public static int Compare(object? left, object? right, Place at)
    {
        if (left is string a && right is string b)
            return string.CompareOrdinal(a, b);
        if (TryNumber(left, out var x) && TryNumber(right, out var y))
            return x.CompareTo(y);
        if (left is JinjaList first && right is JinjaList second)
        {
            foreach (var (one, other) in first.Items.Zip(second.Items))
                if (!AreEqual(one, other))
                    return Compare(one, other, at);
            return first.Items.Count.CompareTo(second.Items.Count);
        }

        throw new JinjaException($"{TypeOf(left)} and {TypeOf(right)} cannot be ordered", at);
    }

    public static bool Contains(object? container, object? item, Place at) => container switch
    {
        string text => item is string part ? text.Contains(part, StringComparison.Ordinal) : throw new JinjaException($"'in' needs a string on the left, not {TypeOf(item)}", at),
        JinjaList list => list.Items.Any(entry => AreEqual(entry, item)),
        JinjaDictionary dictionary => item is string key && dictionary.Entries.ContainsKey(key),
        Undefined => false,
        _ => throw new JinjaException($"'in' needs a list, mapping or string on the right, not {TypeOf(container)}", at),
    };

    public static object? Apply(string operation, object? left, object? right, Place at)
    {
        switch (operation)
        {
            case "+" when left is string a && right is string b:
                JinjaRun.CheckLength((long)a.Length + b.Length, at);
                return a + b;
            case "+" when left is JinjaList a && right is JinjaList b:
                JinjaRun.CheckLength(a.Items.Count + b.Items.Count, at);
                return new JinjaList([.. a.Items, .. b.Items], a.IsTuple);
            case "*" when left is string text && right is long times:
                JinjaRun.CheckLength(text.Length * Math.Max(0, times), at);
                return string.Concat(Enumerable.Repeat(text, (int)Math.Max(0, times)));
            case "*" when left is JinjaList list && right is long times:
                JinjaRun.CheckLength(list.Items.Count * Math.Max(0, times), at);
                return new JinjaList([.. Enumerable.Repeat(list.Items, (int)Math.Max(0, times)).SelectMany(items => items)]);
        }

        if (left is bool flag)
            left = flag ? 1L : 0L;
        if (right is bool otherFlag)
            right = otherFlag ? 1L : 0L;
        try
        {
            if (left is long whole && right is long other && operation != "/" && !(operation == "**" && other < 0))
                return Whole(operation, whole, other);
            if (TryNumber(left, out var x) && TryNumber(right, out var y))
                return Fraction(operation, x, y, at);
        }
        catch (ArithmeticException e)
        {
            throw new JinjaException($"{operation}: {e.Message}", at);
        }

        throw new JinjaException($"'{operation}' does not take {TypeOf(left)} and {TypeOf(right)}", at);
    }

    public static bool TryNumber(object? value, out double number)
    {
        number = value switch { long whole => whole, double fraction => fraction, bool flag => flag ? 1 : 0, _ => double.NaN };
        return value is long or double or bool;
    }

    private static long Whole(string operation, long left, long right)
    {
        checked
        {
            return operation switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                // Python rounds down; the remainder has the sign of the divisor.
                "//" => (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0),
                "%" => ((left % right) + right) % right,
                _ => Power(left, right),
            };
        }
    }

    private static long Power(long number, long exponent)
    {
        var result = 1L;
        for (var i = 0L; i < exponent && result is not 0 && (result != 1 || i == 0 || number != 1); i++)
            result = checked(result * number);
        return result;
    }

    private static object Fraction(string operation, double left, double right, Place at) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "**" => Math.Pow(left, right),
        _ when right == 0 => throw new JinjaException("division by zero", at),
        "/" => left / right,
        "//" => Math.Floor(left / right),
        _ => left - (right * Math.Floor(left / right)),
    };
}
