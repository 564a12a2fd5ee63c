using Microsoft.CodeAnalysis;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class SkeletonTests
{
    private const string App = """
        using Microsoft.Extensions.AI;
        using Microsoft.Extensions.DependencyInjection;

        namespace Shop;

        public static class Composition
        {
            public static string Compose(IServiceCollection services, IChatClient client)
            {
                services.AddSupportDesk(_ => new SupportDeskModels { Premium = client });
                new ChatClientBuilder(client).UseSupportDesk((inner, _) => new SupportDeskModels { Premium = inner });
                return SupportDesk.Rules.Vip.Name + SupportDesk.Models.GptMini.PriceInput;
            }
        }

        """;

    [Fact]
    public async Task PolicyWithErrorsShowsItsOwnErrorsAndNoneInCSharp()
    {
        var project = new PolicyProject(Support.File.Replace("use premium\n    /// Pictures", "use premum\n    /// Pictures"))
        {
            CSharp = App + Support.Predicates.Replace("namespace Shop;", "", StringComparison.Ordinal),
        };
        Assert.DoesNotContain(project.Build().GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Single(await project.AnalyzeAsync(), static d => d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void SkeletonRefusesToDecide()
    {
        var project = new PolicyProject(PolicyProject.File("chat.optpolicy", Policies.Chat.Replace("use small", "use smal", StringComparison.Ordinal)));
        var error = Assert.Throws<InvalidOperationException>(() => project.LoadPolicy("Chat").Route(new RequestFacts([])));
        Assert.Contains("Chat has errors", error.Message, StringComparison.Ordinal);
    }
}
