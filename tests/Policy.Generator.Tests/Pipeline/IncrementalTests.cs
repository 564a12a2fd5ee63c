using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptPolicy.Generator.Pipeline;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Pipeline;

public sealed class IncrementalTests
{
    private static readonly PolicyFile Chat = PolicyProject.File("chat.optpolicy", Policies.Chat);
    private static readonly PolicyFile Mail = PolicyProject.File("mail.optpolicy", Policies.Mail);

    [Fact]
    public void UnrelatedCSharpEditRegeneratesNothing()
    {
        var project = new PolicyProject(Chat, Mail);
        var edited = project.Compilation().AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { }"));
        var result = RunTwice(project, static driver => driver, edited);
        Assert.All(Reasons(result, TrackingNames.Files), static r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.All(Reasons(result, TrackingNames.Policies), static r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Outputs(result));
    }

    [Fact]
    public void CommentAtTheEndOfALineRegeneratesNothing()
    {
        var result = RunTwice(new PolicyProject(Chat, Mail), static driver => driver.ReplaceAdditionalText(Chat, Chat.Replace("use large\n", "use large // the long ones\n")));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Linked));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Outputs(result));
    }

    [Fact]
    public void EditOfOnePolicyRegeneratesThatPolicyAlone()
    {
        var result = RunTwice(new PolicyProject(Chat, Mail), static driver => driver.ReplaceAdditionalText(Chat, Chat.Replace("2ktok", "3ktok")));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Policies));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Outputs(result).Order());
    }

    [Fact]
    public void EditOfOneOfTwoPoliciesInAFileRegeneratesThatPolicyAlone()
    {
        var mailPolicy = Policies.Mail[Policies.Mail.IndexOf("policy Mail", StringComparison.Ordinal)..];
        var both = PolicyProject.File("both.optpolicy", Policies.Chat + "\n" + mailPolicy);
        var result = RunTwice(new PolicyProject(both), driver => driver.ReplaceAdditionalText(both, both.Replace("2ktok", "3ktok")));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Policies));
    }

    [Fact]
    public void AddedPolicyLeavesOthersAlone()
    {
        var result = RunTwice(new PolicyProject(Chat), static driver => driver.AddAdditionalTexts([Mail]));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.New], Reasons(result, TrackingNames.Policies));
        Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached], Outputs(result).Order());
    }

    [Fact]
    public void EditOfACompressionRegeneratesNothing()
    {
        const string Compression = """

            model home {
              provider: onnx("models/home")
              price: free
              context: 2ktok
              max_output: 512tok
            }

            compress home from "teacher" {
              step prune width 25%
              step distill from "teacher" use 10% of "train.jsonl"
              step quantize int4 group 32 using gptq
              gate task_drop("tasks.jsonl") <= 2%
            }

            """;
        var made = PolicyProject.File("chat.optpolicy", Policies.Chat + Compression);
        var result = RunTwice(new PolicyProject(made, Mail), driver => driver.ReplaceAdditionalText(made, made.Replace("width 25%", "width 30%")));

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Linked));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Outputs(result));
    }

    private static GeneratorRunResult RunTwice(PolicyProject project, Func<GeneratorDriver, GeneratorDriver> edit, Compilation? edited = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var driver = project.Driver().RunGenerators(project.Compilation(), cancellation);
        driver = edit(driver).RunGenerators(edited ?? project.Compilation(), cancellation);
        return driver.GetRunResult().Results.Single();
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(static s => s.Outputs).Select(static o => o.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs).Select(static o => o.Reason);
}
