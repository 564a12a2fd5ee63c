namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class QuestionGuardsTests
{
    [Theory]
    [InlineData("Transfer $50 to savings", "Transfer $500 to savings", GuardKinds.Numbers)]
    [InlineData("How long is 5 km?", "How long is 5 miles?", GuardKinds.Numbers)]
    [InlineData("Cancel two tickets", "Cancel 3 tickets", GuardKinds.Numbers)]
    [InlineData("Is the shop open on Monday?", "Is the shop open on Tuesday?", GuardKinds.Dates)]
    [InlineData("Book a table at 5pm", "Book a table at 17:30", GuardKinds.Dates)]
    [InlineData("What does `git reset` do?", "What does `git revert` do?", GuardKinds.Code)]
    [InlineData("Why does getUser return null?", "Why does setUser return null?", GuardKinds.Code)]
    [InlineData("What is the weather in Paris?", "What is the weather in Rome?", GuardKinds.Entities)]
    [InlineData("Is Ann Lee anxious?", "Is Sue Lee anxious?", GuardKinds.Entities)]
    [InlineData("What is the Amazon River?", "What is the Mekong River?", GuardKinds.Entities)]
    [InlineData("Can I return a used item?", "Can't I return a used item?", GuardKinds.Negation)]
    [InlineData("How do I enable two-factor login?", "How do I disable two-factor login?", GuardKinds.Negation)]
    [InlineData("Turn off roaming on my line", "Turn on roaming on my line", GuardKinds.Negation)]
    [InlineData("Is it safe to eat this?", "Is it unsafe to eat this?", GuardKinds.Negation)]
    [InlineData("A hotel that allows dogs but not cats", "A hotel that allows cats but not dogs", GuardKinds.Negation)]
    [InlineData("Can I get a visa?", "Can my friend get a visa?", GuardKinds.Person)]
    [InlineData("What did he say?", "What did she say?", GuardKinds.Person)]
    [InlineData("If he shouts at her, should he leave?", "If he shouts at her, should she leave?", GuardKinds.Person)]
    [InlineData("Can Ann and her dog fly before he moves?", "Can Ann and his dog fly before she moves?", GuardKinds.Person)]
    [InlineData("I used to smoke", "I smoke", GuardKinds.Tense)]
    [InlineData("Did people used to be taller?", "Will people be taller?", GuardKinds.Tense)]
    [InlineData("Was the service down?", "Will the service be down?", GuardKinds.Tense)]
    [InlineData("Is she a doctor?", "Is she becoming a doctor?", GuardKinds.Tense)]
    [InlineData("Do I need a passport and a visa?", "Do I need a passport or a visa?", GuardKinds.Logic)]
    [InlineData("When does the train leave?", "Where does the train leave?", GuardKinds.Logic)]
    [InlineData("Flights from berlin to madrid", "Flights from madrid to berlin", GuardKinds.ArgumentOrder)]
    [InlineData("Do dogs chase cats?", "Do cats chase dogs?", GuardKinds.ArgumentOrder)]
    [InlineData("Did the lawyer hurt the judge?", "Was the lawyer hurt by the judge?", GuardKinds.ArgumentOrder)]
    [InlineData("Did the bank break the law?", "Was the bank broken by the law?", GuardKinds.ArgumentOrder)]
    [InlineData("Convert a PDF to Word", "Convert Word to a PDF", GuardKinds.ArgumentOrder)]
    [InlineData("Can I move the meeting from three to two?", "Can I move the meeting from two to three?", GuardKinds.ArgumentOrder)]
    [InlineData("Book a table for two at eight", "Book a table for eight at two", GuardKinds.ArgumentOrder)]
    [InlineData("Book a taxi from the airport", "Book a taxi to the airport", GuardKinds.ArgumentOrder)]
    [InlineData("Translate the letter into English", "Translate the letter from English", GuardKinds.ArgumentOrder)]
    [InlineData("Is what you told me wrong?", "Is what I told you wrong?", GuardKinds.Person)]
    public void AnotherMeaningIsFoundWithItsReason(string asked, string cached, GuardKinds kind)
    {
        var finding = Compare(asked, cached);
        Assert.Equal((kind, false), (finding?.Kind, finding?.IsDoubt));

        var reverse = Compare(cached, asked);
        Assert.Equal((kind, false), (reverse?.Kind, reverse?.IsDoubt));
    }

    [Theory]
    [InlineData("How do I reset my password?", "How can I reset my password?")]
    [InlineData("How do I reset my password?", "Please tell me how to reset the password")]
    [InlineData("What's the price in dollars: $20?", "What is the price in dollars, 20 usd?")]
    [InlineData("Wire 1,000 euros to my account", "wire 1000 € to my account")]
    [InlineData("I can't log in", "I cannot log in")]
    [InlineData("Where do I buy tickets?", "Where can I purchase tickets?")]
    [InlineData("Is dinner at 5pm?", "Is dinner at 17:00?")]
    [InlineData("Did the lawyer hurt the judge?", "Was the judge hurt by the lawyer?")]
    [InlineData("How To Reset My Password", "how can I reset my password")]
    [InlineData("Where are stolen phones sold?", "Where do they sell stolen phones?")]
    [InlineData("Explain whether or not I need a visa", "Explain whether I need a visa")]
    [InlineData("What is the tool that is used to cut glass?", "Which tool is used to cut glass?")]
    [InlineData("Can I enter without showing a passport?", "Can I enter if I don't show a passport?")]
    [InlineData("In the app, how do I see invoices?", "How do I see invoices in the app?")]
    [InlineData("Ferries from Dover to Calais", "Ferries to Calais from Dover")]
    [InlineData("Where is the status of my order?", "Where is my order status?")]
    [InlineData("What is a good substitute for soy sauce?", "What is a good soy sauce substitute?")]
    [InlineData("Do you sell tea and coffee?", "Do you sell coffee and tea?")]
    [InlineData("Can you help me pay?", "How do I pay?")]
    public void TheSameQuestionInOtherWordsPasses(string asked, string cached) => Assert.Null(Compare(asked, cached));

    [Theory]
    [InlineData("What is the best phone?", "What is the best waterproof phone?", GuardKinds.MinimalPair)]
    [InlineData("Is it bad to eat raw fish?", "Is it bad to eat raw chicken?", GuardKinds.MinimalPair)]
    [InlineData("Can cats eat grapes?", "Can cats eat plums?", GuardKinds.MinimalPair)]
    [InlineData("How do I stop it?", "How do I eat it?", GuardKinds.MinimalPair)]
    [InlineData("Which soap works without dye?", "Which soap works without scent added?", GuardKinds.Negation)]
    [InlineData("How do I stop the pump from leaking?", "How do I prevent the pump from leaking?", GuardKinds.Negation)]
    [InlineData("Is Ann married to Bob?", "Is Bob married to Ann?", GuardKinds.ArgumentOrder)]
    [InlineData("What are the opening hours?", "What are the opening hours in Leeds?", GuardKinds.Entities)]
    [InlineData("I was late for my train", "My train was late", GuardKinds.ArgumentOrder)]
    [InlineData("Can I book a table at four?", "Can I book a table for four?", GuardKinds.ArgumentOrder)]
    [InlineData("How do I get into medical school?", "How do I get through medical school?", GuardKinds.ArgumentOrder)]
    [InlineData("What do I need for a loan application?", "What do I need after a loan application?", GuardKinds.ArgumentOrder)]
    [InlineData("How do I order a phone?", "How do I order by phone?", GuardKinds.ArgumentOrder)]
    [InlineData("Can my boss read my mail?", "Can I read my boss's mail?", GuardKinds.ArgumentOrder)]
    [InlineData("Can the beneficiary change my details?", "Can I change the beneficiary's details?", GuardKinds.ArgumentOrder)]
    [InlineData("Who can see me online?", "Who can see online?", GuardKinds.Person)]
    public void AWordMoreOrExchangedIsADoubt(string asked, string cached, GuardKinds kind)
    {
        var finding = Compare(asked, cached);
        Assert.Equal((kind, true), (finding?.Kind, finding?.IsDoubt));
    }

    [Fact]
    public void ALongQuestionInManyOtherWordsPassesAndOneExchangedWordInItDoesNot()
    {
        const string cached = "My parcel shows as delivered since yesterday but the neighbour and the porter say nobody received any box, what happens next?";
        Assert.Null(Compare("The neighbour says nobody received my parcel though tracking shows it delivered yesterday, like the porter does, how do I go on?", cached));

        var finding = Compare(cached.Replace("parcel", "refund", StringComparison.Ordinal), cached);
        Assert.Equal((GuardKinds.MinimalPair, true), (finding?.Kind, finding?.IsDoubt));
    }

    [Fact]
    public void AGuardThatThePolicySwitchesOffIsSilent() =>
        Assert.Null(QuestionGuards.Compare(QuestionText.Of("Send 5 boxes"), QuestionText.Of("Send 6 boxes"), GuardKinds.All & ~GuardKinds.Numbers));

    [Fact]
    public void ADifferenceInMeaningGoesBeforeADoubt()
    {
        var finding = Compare("Which cheap flights to Oslo leave on Monday?", "Which flights to Oslo leave on Friday?");
        Assert.Equal((GuardKinds.Dates, false), (finding?.Kind, finding?.IsDoubt));
    }

    [Fact]
    public void AFindingQuotesBothSides()
    {
        var finding = Compare("Transfer $50", "Transfer $500")!.Value;
        Assert.Equal(("50 usd", "500 usd"), (finding.Asked, finding.Cached));
    }

    private static GuardFinding? Compare(string asked, string cached) =>
        QuestionGuards.Compare(QuestionText.Of(asked), QuestionText.Of(cached), GuardKinds.All);
}
