using OptPolicy.Compression.Data;
using OptPolicy.Compression.Tool.Commands;
using OptPolicy.Kernels.Templates;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tests.Data;

public sealed class ChatMarkupTests : IDisposable
{
    private static readonly Conversation Chat = new([new("user", "play hey jude"), new("assistant", "Which one?"), new("user", "by the beatles"), new("assistant", "Here.")]);

    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-markup-").FullName;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void TrainingSpellsChatsAsTheTemplateDoes(bool repeats, bool tools)
    {
        var markup = MakeTokenizer(repeats, tools);
        Assert.Equal(repeats, markup.RepeatsQuestions);

        var asked = new Conversation([.. Chat.Messages.Take(3)]);
        var rendered = ChatTemplate.Load(_folder).Render([.. asked.Messages.Select(m => new TemplateMessage(m.Role, m.Content))], addGenerationPrompt: true);
        Assert.Equal(markup.Text(asked) + "<|im_start|>assistant\n", rendered);
        Assert.Equal(repeats ? 2 : 1, rendered.Split("by the beatles").Length - 1);
    }

    [Fact]
    public void TheSecondSayingOfAQuestionIsReadAndNotLearned()
    {
        var markup = MakeTokenizer(repeats: true, tools: false);
        var tokenizer = TokenizerFile.Load(_folder);
        var row = new ConversationRows(tokenizer, promptWeight: 0.25f, tokensMax: 400, markup).Row(Chat);
        Assert.Equal(markup.Text(Chat).TrimEnd('\n'), tokenizer.Decode([.. row.Tokens], skipSpecialTokens: false));

        Assert.Equal("play hey jude\nby the beatles\n", Weighed(0.25f));
        Assert.Equal("Which one?<|im_end|>Here.<|im_end|>", Weighed(1));

        string Weighed(float weight) => string.Concat(row.Tokens.Zip(row.Weights).Where(t => t.Second == weight).Select(t => tokenizer.Decode([t.First], skipSpecialTokens: false)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ChatMarkup MakeTokenizer(bool repeats, bool tools)
    {
        var chats = Path.Combine(_folder, "chats.jsonl");
        ConversationFile.Write(chats, [Chat]);
        string[] arguments = [_folder, "--vocabulary", "300", "--chat", chats, .. repeats ? ["--repeat-questions"] : (string[])[], .. tools ? ["--tools"] : (string[])[]];
        Assert.Equal(0, TokenizerCommand.Create().Parse(arguments).Invoke());
        return ChatMarkup.Of(_folder);
    }
}
