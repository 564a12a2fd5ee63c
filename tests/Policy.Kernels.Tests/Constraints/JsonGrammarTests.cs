using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Constraints;

public sealed class JsonGrammarTests
{
    private static readonly PieceTokenizer Tokenizer = PieceTokenizer.Json;
    private static readonly TokenVocabulary Vocabulary = new(Tokenizer, [Tokenizer.End]);

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf<JsonNode?>(
        Gen.Bool.Select(static JsonNode? (_) => null),
        Gen.Bool.Select(static JsonNode? (value) => JsonValue.Create(value)),
        Gen.Int.Select(static JsonNode? (value) => JsonValue.Create(value)),
        Gen.Double[-1e30, 1e30].Select(static JsonNode? (value) => JsonValue.Create(value)),
        Gen.String.Select(static JsonNode? (value) => JsonValue.Create(new string([.. value.Where(static c => !char.IsSurrogate(c))]))));

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, self) => depth > 4 ? Scalar : Gen.OneOf(
        Scalar,
        self.Array[0, 4].Select(static JsonNode? (items) => new JsonArray(items)),
        Gen.Select(Gen.String.Array[0, 4], self.Array[4, 4]).Select(static JsonNode? (names, values) =>
            new JsonObject(names.Distinct(StringComparer.Ordinal).Select((name, i) => KeyValuePair.Create(new string([.. name.Where(static c => !char.IsSurrogate(c))]) + i, values[i]))))));

    [Fact]
    public void EveryCompactValueIsAccepted()
    {
        var grammar = JsonGrammar.AnyValue();
        Value.Sample(value => Assert.True(ConstraintWalk.Accepts(grammar, value?.ToJsonString() ?? "null")), iter: 300, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void EveryIndentedValueIsAcceptedWhenWhiteSpaceIsAllowed()
    {
        var grammar = JsonGrammar.AnyValue(new() { MaxWhitespace = 20 });
        var indented = new JsonSerializerOptions(JsonSerializerOptions.Default) { WriteIndented = true };
        Value.Sample(value => Assert.True(ConstraintWalk.Accepts(grammar, value?.ToJsonString(indented) ?? "null")), iter: 100, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void WhateverIsWrittenIsJson()
    {
        var grammar = new TokenGrammar(JsonGrammar.AnyValue(), Vocabulary);
        for (var seed = 0; seed < 100; seed++)
            _ = JsonElement.Parse(ConstraintWalk.Write(grammar, Tokenizer, seed));
    }

    [Fact]
    public void AnObjectIsAnObject()
    {
        var grammar = new TokenGrammar(JsonGrammar.AnyObject(new() { MaxWhitespace = 1 }), Vocabulary);
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(JsonValueKind.Object, JsonElement.Parse(ConstraintWalk.Write(grammar, Tokenizer, seed)).ValueKind);
    }

    [Fact]
    public void NestingIsBounded()
    {
        var grammar = JsonGrammar.AnyValue();

        Assert.True(ConstraintWalk.Accepts(grammar, new string('[', 64) + new string(']', 64)));
        Assert.False(ConstraintWalk.Accepts(grammar, new string('[', 65) + new string(']', 65)));
    }

    [Theory]
    [InlineData("[ 1, 2 ]")]
    [InlineData("{}")]
    [InlineData("[\n  1,\n  true\n]")]
    [InlineData("{ \"a\": 1 }")]
    [InlineData("{ \"a\": 1, \"b\": [ [ ], { } ] }")]
    public void SpacedJsonIsAcceptedWhereWhiteSpaceIsAllowed(string text)
    {
        Assert.True(ConstraintWalk.Accepts(JsonGrammar.AnyValue(new() { MaxWhitespace = 8 }), text));
        Assert.Equal(text == "{}", ConstraintWalk.Accepts(JsonGrammar.AnyValue(), text));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData("\"\t\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\ude42\"")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1 ,2]")]
    [InlineData("nul")]
    public void WhatIsNotCompactJsonIsRefused(string text) => Assert.False(ConstraintWalk.Accepts(JsonGrammar.AnyValue(), text));
}
