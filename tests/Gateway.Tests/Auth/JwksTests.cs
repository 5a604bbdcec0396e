using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signaling.Core.Codes;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Hosting;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>Keys at an address: fetched in the background, kept while it does not answer, and looked for when a token names one that is not known.</summary>
public sealed class JwksTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly RSA _old = RSA.Create(2_048);
    private readonly RSA _new = RSA.Create(2_048);
    private WebApplication _issuer = null!;
    private JwksSource _source = null!;
    private TokenCheck _check = null!;
    private volatile Func<HttpContext, Task> _answer = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _issuer.MapGet("/jwks", context => _answer(context));
        Answer(Issuer.Jwks(("old", _old)));
        await _issuer.StartAsync();
        var options = new AuthOptions { JwksUrl = _issuer.Urls.First() + "/jwks", JwksTimeoutMs = 1_000 };
        _source = new JwksSource(options, _time, NullLogger<JwksSource>.Instance);
        _check = new TokenCheck(options, new GatewayClock(_time), [], _source);
    }

    public async Task DisposeAsync()
    {
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        await _issuer.DisposeAsync();
        _old.Dispose();
        _new.Dispose();
    }

    [Fact]
    public async Task BeforeTheFirstAnswer_ATokenIsUnchecked_AndToldWhenToComeAgain()
    {
        var verdict = _check.Check(Token("old", _old));
        Assert.Equal(Reasons.TokenUnchecked, verdict.Code);
        Assert.InRange(verdict.RetryAfterMs, 1, 10_000);

        await StartAsync();
        Assert.NotNull(_check.Check(Token("old", _old)).Grant);
    }

    [Fact]
    public async Task ANewKey_IsFoundByTheTokenThatNamesIt()
    {
        await StartAsync();
        Answer(Issuer.Jwks(("old", _old), ("new", _new)));
        Assert.Equal(Reasons.TokenUnchecked, _check.Check(Token("new", _new)).Code);

        _time.Advance(TimeSpan.FromSeconds(11)); // the bound on searches
        Assert.Equal(Reasons.TokenUnchecked, _check.Check(Token("new", _new)).Code);
        await Eventually.TrueAsync(() => _check.Check(Token("new", _new)).Grant is not null);
        Assert.NotNull(_check.Check(Token("old", _old)).Grant);
    }

    [Fact]
    public async Task AKeyThatIsGone_IsGoneAfterTheNextFetch()
    {
        await StartAsync();
        Answer(Issuer.Jwks(("new", _new)));
        _time.Advance(TimeSpan.FromSeconds(301));
        await Eventually.TrueAsync(() => _check.Check(Token("new", _new)).Grant is not null);
        Assert.Null(_check.Check(Token("old", _old)).Grant);
    }

    [Fact]
    public async Task TokensWithUnknownKeys_CauseNoMoreThanOneFetchInTheTime()
    {
        await StartAsync();
        _time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < 1_000; i++) Assert.Equal(Reasons.TokenUnchecked, _check.Check(Token($"made-up-{i}", _new)).Code);
        await Eventually.TrueAsync(() => _source.Fetches == 2);
        for (var i = 0; i < 1_000; i++) Assert.InRange(_check.Check(Token($"made-up-{i}", _new)).RetryAfterMs, 1, 10_000);
        Assert.Equal(2, _source.Fetches);
    }

    [Fact]
    public async Task WhileTheAddressFails_TheKeysThatWereHadAreGood()
    {
        await StartAsync();
        foreach (var answer in (Func<HttpContext, Task>[])
            [
                context => Status(context, 500), context => context.Response.WriteAsync("no json"), context => context.Response.WriteAsync("""{"keys":[]}"""),
                context => context.Response.WriteAsync(new string(' ', 300 << 10)), _ => Task.Delay(-1, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5)),
            ])
        {
            _answer = answer;
            var before = _source.Fetches;
            await Eventually.TrueAsync(() =>
            {
                _time.Advance(TimeSpan.FromSeconds(31)); // it may not be waiting yet
                return _source.Fetches > before;
            });
            Assert.NotNull(_check.Check(Token("old", _old)).Grant);
        }
    }

    private async Task StartAsync()
    {
        await _source.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _source.Keys.Count > 0);
    }

    private void Answer(string jwks) => _answer = context => context.Response.WriteAsync(jwks);

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private string Token(string kid, RSA key) => Issuer.Rs256(Issuer.Claims(seconds: 3_600 * 24), kid, key);
}
