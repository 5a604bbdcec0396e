using System.Text;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Tests.Negotiation;

public sealed class CandidateScanTests
{
    private const string Line = "candidate:1 1 udp 2122260223 192.0.2.1 61665 typ host generation 0 ufrag EsAw network-id 1";

    [Fact]
    public void Read_BrowserObject_TakesItsFields()
    {
        var facts = Read($$"""{"candidate":"{{Line}}","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}""");

        Assert.Equal(Ufrag.From("abcd"), facts.Ufrag);
        Assert.False(facts.IsEnd);
        Assert.NotEqual(0UL, facts.Media);
    }

    [Fact]
    public void Read_ObjectWithoutUsernameFragment_TakesTheLines() =>
        Assert.Equal(Ufrag.From("EsAw"), Read($$"""{"candidate":"{{Line}}","sdpMid":"0"}""").Ufrag);

    [Theory]
    [InlineData("\"usernameFragment\":null,")]
    [InlineData("\"usernameFragment\":7,")]
    [InlineData("\"usernameFragment\":{\"a\":[1]},")]
    [InlineData("\"other\":{\"usernameFragment\":\"xyzw\"},")]
    public void Read_UsernameFragmentOfAnotherShape_IsPassedOver(string field) =>
        Assert.Equal(Ufrag.From("EsAw"), Read($$"""{ {{field}} "candidate":"{{Line}}"}""").Ufrag);

    [Fact]
    public void Read_BareLine_TakesItsUfrag() => Assert.Equal(Ufrag.From("EsAw"), Read($"\"{Line}\"").Ufrag);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("""{"candidate":""}""")]
    [InlineData("""{"candidate":null,"sdpMid":null}""")]
    [InlineData("""{"candidate":"end-of-candidates"}""")]
    [InlineData("\"a=end-of-candidates\"")]
    [InlineData("")]
    public void Read_EndMark_IsEnd(string json) => Assert.True(Read(json).IsEnd);

    [Theory]
    [InlineData("""{"candidate":{"candidate":"x"}}""")]
    [InlineData("""{"encrypted":"AAAA"}""")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{\"candidate\":\"cut off")]
    public void Read_OpaquePayload_KnowsNothing(string json) => Assert.Equal(default, Read(json));

    [Theory]
    [InlineData("ab\\/c", "ab/c")]
    [InlineData("ab\\u002fc", "ab/c")]
    [InlineData("ab\\u002Bc", "ab+c")]
    [InlineData("ab\\u002bc", "ab+c")]
    public void Read_EscapedUfrag_IsTheSame(string escaped, string plain)
    {
        Assert.Equal(Ufrag.From(plain), Read($$"""{"candidate":"x","usernameFragment":"{{escaped}}"}""").Ufrag);
        Assert.Equal(Ufrag.From(plain), Read($"\"candidate:1 ufrag {escaped} network-id 1\"").Ufrag);
    }

    [Fact]
    public void Read_Media_MidWinsOverIndexAndNoneMeansAll()
    {
        var byMid = Read("""{"candidate":"x","sdpMid":"a","sdpMLineIndex":1}""").Media;

        Assert.Equal(byMid, Read("""{"candidate":"x","sdpMid":"a","sdpMLineIndex":2}""").Media);
        Assert.NotEqual(byMid, Read("""{"candidate":"x","sdpMLineIndex":1}""").Media);
        Assert.Equal(0UL, Read("""{"candidate":"x"}""").Media);
    }

    private static CandidateFacts Read(string json) => CandidateScan.Read(Encoding.UTF8.GetBytes(json));
}
