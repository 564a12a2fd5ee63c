using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>The pieces of JSON (RFC 8259) as grammar nodes, each made once per grammar.</summary>
/// <remarks>Numbers have bounded digits and white space is bounded, so that a model cannot go on for ever in either.</remarks>
internal sealed class JsonText
{
    private readonly GrammarBuilder _builder;
    private readonly Lazy<GrammarNode> _character;
    private readonly Lazy<GrammarNode> _string;
    private readonly Lazy<GrammarNode> _integer;
    private readonly Lazy<GrammarNode> _number;
    private readonly Lazy<GrammarNode> _value;
    private readonly Lazy<GrammarNode> _object;
    private readonly Lazy<GrammarNode> _array;

    public JsonText(GrammarBuilder builder, int maxWhitespace)
    {
        _builder = builder;
        Quote = builder.Text("\"");
        Digit = builder.Set('0', '9');
        Space = builder.Repeat(builder.Set(ByteSet.Of((byte)' ').With((byte)'\n').With((byte)'\r').With((byte)'\t')), 0, maxWhitespace);
        Comma = builder.Sequence(builder.Text(","), Space);
        Colon = builder.Sequence(builder.Text(":"), Space);
        _character = new(MakeCharacter);
        _string = new(() => builder.Sequence(Quote, builder.Repeat(Character, 0), Quote));
        _integer = new(() => builder.Sequence(builder.Optional(builder.Text("-")), Whole()));
        _number = new(MakeNumber);
        _value = new(MakeValue);
        _object = new(() => Object(builder.Optional(Repeated(Member(String, Value)))));
        _array = new(() => Array(builder.Optional(Repeated(Value))));
    }

    public GrammarNode Quote { get; }

    public GrammarNode Digit { get; }

    public GrammarNode Space { get; }

    public GrammarNode Comma { get; }

    public GrammarNode Colon { get; }

    /// <summary>One character between the quotes of a string, escapes included.</summary>
    public GrammarNode Character => _character.Value;

    public GrammarNode String => _string.Value;

    public GrammarNode Integer => _integer.Value;

    public GrammarNode Number => _number.Value;

    /// <summary>Any JSON value.</summary>
    public GrammarNode Value => _value.Value;

    public GrammarNode AnyObject => _object.Value;

    public GrammarNode AnyArray => _array.Value;

    public GrammarNode Null => _builder.Text("null");

    public GrammarNode Boolean => _builder.Choice(_builder.Text("true"), _builder.Text("false"));

    /// <summary>A value of a schema (<c>const</c>, <c>enum</c>) written compactly.</summary>
    public GrammarNode Constant(JsonElement value) => _builder.Literal(Compact(value));

    /// <summary>A string with exactly this value.</summary>
    public GrammarNode Name(string name) => _builder.Text('"' + JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() + '"');

    public GrammarNode Member(GrammarNode name, GrammarNode value) => _builder.Sequence(name, Colon, value);

    public GrammarNode Object(GrammarNode members) => _builder.Nested(_builder.Sequence(_builder.Text("{"), Space, members, Space, _builder.Text("}")));

    public GrammarNode Array(GrammarNode items) => _builder.Nested(_builder.Sequence(_builder.Text("["), Space, items, Space, _builder.Text("]")));

    /// <summary>One or more of <paramref name="item"/> between commas.</summary>
    public GrammarNode Repeated(GrammarNode item) => _builder.Sequence(item, _builder.Repeat(_builder.Sequence(Comma, item), 0));

    /// <summary>One character of <paramref name="set"/> as it stands in a JSON string, in its shortest spelling.</summary>
    public GrammarNode CharacterOf(CodePointSet set)
    {
        var plain = set.Except(CodePointSet.Of((0, 0x1F), ('"', '"'), ('\\', '\\')));
        var choices = new List<GrammarNode> { Utf8Grammar.Character(_builder, plain) };
        foreach (var (first, last) in set.Ranges)
        {
            for (var value = first; value <= Math.Min(last, '\\'); value++)
            {
                if (value is < 0x20 or '"' or '\\')
                    choices.Add(_builder.Text(Escape(value)));
            }
        }

        return _builder.Choice([.. choices]);
    }

    internal static byte[] Compact(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            value.WriteTo(writer);
        return stream.ToArray();
    }

    private static string Escape(int value) => value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
    };

    private GrammarNode MakeCharacter()
    {
        var plain = Utf8Grammar.Character(_builder, CodePointSet.All.Except(CodePointSet.Of((0, 0x1F), ('"', '"'), ('\\', '\\'))));
        var hex = Hex("0123456789abcdefABCDEF");
        var low = _builder.Sequence(_builder.Text("\\u"), Hex("dD"), Hex("cdefCDEF"), hex, hex);
        var unicode = _builder.Choice(
            _builder.Sequence(Hex("0123456789abcefABCEF"), hex, hex, hex),
            _builder.Sequence(Hex("dD"), Hex("01234567"), hex, hex),
            _builder.Sequence(Hex("dD"), Hex("89abAB"), hex, hex, low));
        return _builder.Choice(plain, _builder.Sequence(_builder.Text("\\"), _builder.Choice(Hex("\"\\/bfnrt"), _builder.Sequence(_builder.Text("u"), unicode))));
    }

    private GrammarNode Hex(string characters) => _builder.Set(Encoding.ASCII.GetBytes(characters).Aggregate(default(ByteSet), static (set, value) => set.With(value)));

    private GrammarNode Whole() => _builder.Choice(_builder.Text("0"), _builder.Sequence(_builder.Set('1', '9'), _builder.Repeat(Digit, 0, 17)));

    // 18 digits before the point and an exponent below 290 stay finite as a double.
    private GrammarNode MakeNumber()
    {
        var fraction = _builder.Sequence(_builder.Text("."), _builder.Repeat(Digit, 1, 24));
        var exponent = _builder.Sequence(
            Hex("eE"),
            _builder.Optional(Hex("+-")),
            _builder.Choice(
                _builder.Repeat(Digit, 1, 2),
                _builder.Sequence(_builder.Text("1"), Digit, Digit),
                _builder.Sequence(_builder.Text("2"), _builder.Set('0', '8'), Digit)));
        return _builder.Sequence(Integer, _builder.Optional(fraction), _builder.Optional(exponent));
    }

    private GrammarNode MakeValue()
    {
        var rule = _builder.Rule();
        var values = _builder.Optional(Repeated(rule));
        var members = _builder.Optional(Repeated(Member(String, rule)));
        GrammarBuilder.Define(rule, _builder.Choice(String, Number, Boolean, Null, Array(values), Object(members)));
        return rule;
    }
}
