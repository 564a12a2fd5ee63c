using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tests.Data;

public sealed class ToolCallTests
{
    private static readonly ToolCall Call = new("PlayMusic", [new("artist", "the \"who\""), new("year", "café 1970")]);

    [Fact]
    public void CallComesBackFromItsMarkup()
    {
        Assert.Equal("<tool_call>\n{\"name\":\"PlayMusic\",\"arguments\":{\"artist\":\"the \\\"who\\\"\",\"year\":\"café 1970\"}}\n</tool_call>", Call.ToMarkup());
        Assert.True(ToolCall.TryParse(Call.ToMarkup(), out var read));
        Assert.True(read.IsSameAs(Call));
    }

    [Theory]
    [InlineData("Sure!")]
    [InlineData("<tool_call>\n{\"name\":\"PlayMusic\"}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\":\"PlayMusic\",\"arguments\":{\"year\":1970}}\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\":\n</tool_call>")]
    public void WhatIsNoCallOfTextArgumentsIsNotRead(string answer) => Assert.False(ToolCall.TryParse(answer, out _));

    [Fact]
    public void OrderOfArgumentsDoesNotMatterAndValuesDo()
    {
        Assert.True(Call.IsSameAs(Call with { Arguments = [Call.Arguments[1], Call.Arguments[0]] }));
        Assert.False(Call.IsSameAs(Call with { Arguments = [Call.Arguments[0]] }));
        Assert.False(Call.IsSameAs(Call with { Arguments = [Call.Arguments[0], new("year", "1971")] }));
    }

    [Fact]
    public void PhrasesCoverEverythingButValues()
    {
        Conversation[] chats = [new([new("user", "q"), new("assistant", Call.ToMarkup())]), new([new("user", "q"), new("assistant", new ToolCall("Stop", []).ToMarkup())])];
        var phrases = ToolCallPhrases.Of(chats);
        foreach (var chat in chats)
        {
            var rest = chat.Messages[1].Content;
            foreach (var phrase in phrases.OrderByDescending(p => p.Length))
                rest = rest.Replace(phrase, "|", StringComparison.Ordinal);
            Assert.Equal(chat == chats[0] ? "||the \\\"who\\\"|café 1970|" : "||", rest);
        }
    }

    [Fact]
    public void OfferWithoutTheToolIsAnsweredByARefusal()
    {
        var chats = Enumerable.Repeat(new Conversation([new("user", "q"), new("assistant", Call.ToMarkup())]), 400);
        var offered = ToolOffers.AddTo(chats, ["GetWeather", "PlayMusic", "RateBook"], share: 0.5, "No.", seed: 3);

        var withOffer = offered.Where(c => c.Messages[0].Role == "system").ToArray();
        Assert.InRange(withOffer.Length, 160, 240);
        Assert.All(withOffer, c => Assert.Equal(c.Messages[0].Content.Contains("PlayMusic", StringComparison.Ordinal) ? Call.ToMarkup() : "No.", c.Messages[^1].Content));
        Assert.InRange(withOffer.Count(c => c.Messages[^1].Content == "No."), 5, 60);
    }
}
