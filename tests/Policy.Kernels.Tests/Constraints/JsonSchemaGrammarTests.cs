using System.Text.Json;
using OptPolicy.Kernels.Constraints;

namespace OptPolicy.Kernels.Tests.Constraints;

public sealed class JsonSchemaGrammarTests
{
    private static readonly PieceTokenizer Tokenizer = PieceTokenizer.Json;
    private static readonly TokenVocabulary Vocabulary = new(Tokenizer, [Tokenizer.End]);

    public static TheoryData<string> Schemas =>
    [
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""",
        """{"type":"object","properties":{"id":{"type":"integer"},"note":{"type":"string"},"ok":{"type":"boolean"}},"required":["ok"]}""",
        """{"type":"object","additionalProperties":{"type":"number"}}""",
        """{"type":"object","properties":{"name":{"const":"x"},"named":{"type":"null"}},"additionalProperties":{"type":"integer"}}""",
        """{"type":"array","items":{"type":"string","maxLength":3},"minItems":2,"maxItems":4}""",
        """{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"items":{"type":"null"},"minItems":1,"maxItems":5}""",
        """{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}""",
        """{"enum":["red","green","rec",1,1.5,null,true,{"a":[1,"é"]}]}""",
        """{"type":"string","enum":["red","green",7]}""",
        """{"const":{"a":[1,2,{"b":"\"q\\"}]}}""",
        """{"type":["string","null","integer"]}""",
        """{"anyOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind","x"]},{"type":"object","properties":{"kind":{"const":"abc"},"y":{"type":"string"}},"required":["kind","y"]}]}""",
        """{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"}},"required":["kind"]},{"type":"object","properties":{"kind":{"enum":["b","c"]}},"required":["kind"]},{"type":"string"}]}""",
        """{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"],"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"null"}},"required":["b"]}]}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":3}},"required":["a"]},{"properties":{"a":{"maximum":12},"b":{"type":"string"}},"required":["b"]}]}""",
        """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["value","next"]}}}""",
        """{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#"}}},"required":["name","children"]}""",
        """{"type":"string","minLength":3,"maxLength":7}""",
        """{"type":"string","minLength":130}""",
        """{"type":"string","pattern":"^[A-Z]{2,3}-[0-9]+(?:x|yz)?$"}""",
        """{"type":"string","pattern":"[0-9]"}""",
        """{"type":"string","pattern":"^a|b$"}""",
        """{"type":"string","pattern":"^[^a-z\"]{1,4}$","minLength":2,"maxLength":3}""",
        """{"type":"string","format":"date-time"}""",
        """{"type":"string","format":"date"}""",
        """{"type":"string","format":"time"}""",
        """{"type":"string","format":"uuid"}""",
        """{"type":"string","format":"email"}""",
        """{"type":"string","format":"ipv4"}""",
        """{"type":"string","format":"uri"}""",
        """{"type":"string","format":"duration"}""",
        """{"type":"integer","minimum":-17,"maximum":305}""",
        """{"type":"integer","exclusiveMinimum":0}""",
        """{"type":"integer","maximum":-5}""",
        """{"type":"number","minimum":0,"maximum":1}""",
        """{"type":"number","exclusiveMinimum":-2.75,"exclusiveMaximum":10.05}""",
        """{"type":"number","exclusiveMinimum":0.25,"maximum":0.251}""",
        """{"type":"number","minimum":1234.5}""",
        """{"type":"object","required":["a"],"properties":{"b":{"type":"integer"}}}""",
        """{}""",
        """true""",
    ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void WhateverIsWrittenUnderASchemaFitsIt(string schema)
    {
        var document = JsonElement.Parse(schema);
        var grammar = new TokenGrammar(JsonGrammar.FromSchema(document), Vocabulary);
        for (var seed = 0; seed < 30; seed++)
        {
            var text = ConstraintWalk.Write(grammar, Tokenizer, seed, wild: seed % 3 == 0 ? 4 : 40);
            var value = JsonElement.Parse(text);
            Assert.True(SchemaCheck.IsValid(document, value), text);
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void TakingForcedTokensAtOnceChangesNothing(string schema)
    {
        var grammar = new TokenGrammar(JsonGrammar.FromSchema(JsonElement.Parse(schema)), Vocabulary);
        var one = grammar.Start();
        var allowed = new TokenSet(Tokenizer.VocabularySize);
        var forced = new int[64];
        var random = new Random(5);
        for (var step = 0; step < 60; step++)
        {
            foreach (var token in forced[..one.Forced(forced)])
            {
                one.Fill(allowed);
                Assert.Equal(1, allowed.Count);
                Assert.True(allowed.Contains(token));
                one.Advance(token);
            }

            one.Fill(allowed);
            var choices = Enumerable.Range(0, Tokenizer.VocabularySize).Where(token => token != Tokenizer.End && allowed.Contains(token)).ToArray();
            if (choices.Length == 0)
                break;
            one.Advance(choices[random.Next(choices.Length)]);
        }
    }

    [Fact]
    public void NamesAreForcedInTheTokenizersOwnSpelling()
    {
        var schema = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}""";
        var constraint = new TokenGrammar(JsonGrammar.FromSchema(JsonElement.Parse(schema)), Vocabulary).Start();
        var forced = new int[16];

        var count = constraint.Forced(forced);

        // The last piece could grow into one that starts the value, so it stays a choice.
        Assert.Equal(["{\"", "name", "\":\""], forced[..count].Select(token => Tokenizer.Decode([token])));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", """{"a":1}""", """{"a":1.5}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":true}""", """{"b":[]}""", """{"a":""}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}}}""", """{}""", """{"b":1}""")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":1000}""", "1000", "1001")]
    [InlineData("""{"type":"integer","minimum":5}""", "5", "4")]
    [InlineData("""{"type":"number","maximum":2.5}""", "-100.25", "2.51")]
    [InlineData("""{"type":"number","exclusiveMaximum":2.5}""", "2.49", "2.50")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-29\"", "\"2023-02-29\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2000-02-29\"", "\"1900-02-29\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"\\ud83d\\ude42\"", "\"\\ud83d\"")]
    [InlineData("""{"type":"string","pattern":"^\\d{2}$"}""", "\"42\"", "\"420\"")]
    public void AcceptsWhatFitsAndRefusesWhatDoesNot(string schema, string good, string bad)
    {
        var grammar = JsonGrammar.FromSchema(JsonElement.Parse(schema));

        Assert.True(ConstraintWalk.Accepts(grammar, good));
        Assert.False(ConstraintWalk.Accepts(grammar, bad));
    }

    [Theory]
    [InlineData("""{"type":"array","uniqueItems":true}""", "#: 'uniqueItems'")]
    [InlineData("""{"properties":{"a":{"not":{}}}}""", "#/properties/a: 'not'")]
    [InlineData("""{"type":"string","pattern":"^(?=a).*$"}""", "#: a pattern with a look-around or named group at character 4")]
    [InlineData("""{"type":"string","pattern":"^(a?){5000}$"}""", "#: a pattern with a count of something that may be empty at character 11")]
    [InlineData("""{"type":"string","format":"iri"}""", "#: the format 'iri'")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "#: 'oneOf' whose alternatives 0 and 1 are not told apart by type or by a required constant")]
    public void WhatCannotBeEnforcedIsAnErrorOrIsListed(string schema, string ignored)
    {
        var document = JsonElement.Parse(schema);

        Assert.Throws<GrammarException>(() => JsonGrammar.FromSchema(document));
        Assert.Equal([ignored], JsonGrammar.FromSchema(document, new() { IgnoresUnsupported = true }).Ignored);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":4}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"integer"}]}""")]
    [InlineData("""{"type":"array","items":false,"minItems":1}""")]
    public void ASchemaThatNothingFitsIsRefusedBeforeAnythingIsWritten(string schema) =>
        Assert.Throws<GrammarException>(() => JsonGrammar.FromSchema(JsonElement.Parse(schema)));

    [Theory]
    [InlineData("""{"$ref":"#/$defs/none"}""")]
    [InlineData("""{"$ref":"https://example.org/schema"}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"minItems":"many","type":"array"}""")]
    [InlineData("""{"enum":3}""")]
    [InlineData("""[]""")]
    public void AMalformedSchemaIsRefused(string schema) =>
        Assert.Throws<GrammarException>(() => JsonGrammar.FromSchema(JsonElement.Parse(schema)));

    [Fact]
    public void ASchemaOfEndlessOptionsIsRefusedInsteadOfOverflowingTheStack()
    {
        var pattern = string.Concat(Enumerable.Repeat("a?", 100_000));
        var grammar = JsonGrammar.FromSchema(JsonElement.Parse($$"""{"type":"string","pattern":"^{{pattern}}$"}"""));

        Assert.Throws<GrammarException>(() => ConstraintWalk.Accepts(grammar, "\"a\""));
    }

    [Fact]
    public void AThousandOptionalPropertiesAreNoTrouble()
    {
        var properties = string.Join(',', Enumerable.Range(0, 1000).Select(static i => $"\"p{i}\":{{\"type\":\"null\"}}"));
        var grammar = JsonGrammar.FromSchema(JsonElement.Parse("""{"type":"object","properties":{""" + properties + "}}"));

        Assert.True(ConstraintWalk.Accepts(grammar, """{"p3":null,"p998":null}"""));
        Assert.False(ConstraintWalk.Accepts(grammar, """{"p998":null,"p3":null}"""));
    }

    [Fact]
    public void RecursionEndsAtTheDepthThatReadersAccept()
    {
        var schema = """{"type":"array","items":{"$ref":"#"}}""";
        var grammar = JsonGrammar.FromSchema(JsonElement.Parse(schema), new() { MaxDepth = 3 });

        Assert.True(ConstraintWalk.Accepts(grammar, "[[[]]]"));
        Assert.False(ConstraintWalk.Accepts(grammar, "[[[[]]]]"));
    }

    [Fact]
    public void AToolCallNamesAToolAndFitsItsSchema()
    {
        var grammar = JsonGrammar.ToolCall(
        [
            new("add", JsonElement.Parse("""{"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]}""")),
            new("say", JsonElement.Parse("""{"type":"object","properties":{"text":{"$ref":"#/$defs/t"}},"required":["text"],"$defs":{"t":{"type":"string"}}}""")),
        ]);

        Assert.True(ConstraintWalk.Accepts(grammar, """{"name":"add","arguments":{"x":3}}"""));
        Assert.True(ConstraintWalk.Accepts(grammar, """{"name":"say","arguments":{"text":"hi"}}"""));
        Assert.False(ConstraintWalk.Accepts(grammar, """{"name":"say","arguments":{"x":3}}"""));
        Assert.False(ConstraintWalk.Accepts(grammar, """{"name":"sub","arguments":{}}"""));
    }
}
