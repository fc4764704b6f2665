//! The generated Kotlin client against a running API: what it reads, what it writes, and what it says of a refusal.

import java.util.UUID
import org.craftbean.client.apis.ArtisansApi
import org.craftbean.client.apis.BrewingMethodsApi
import org.craftbean.client.apis.CafesApi
import org.craftbean.client.apis.CitiesApi
import org.craftbean.client.apis.ReviewsApi
import org.craftbean.client.apis.RoastersApi
import org.craftbean.client.apis.SearchApi
import org.craftbean.client.apis.StoriesApi
import org.craftbean.client.apis.SuggestionsApi
import org.craftbean.client.infrastructure.ClientError
import org.craftbean.client.infrastructure.ClientException
import org.craftbean.client.models.CorrectionProposal
import org.craftbean.client.models.NamedFacts
import org.craftbean.client.models.NewSuggestion
import org.craftbean.client.models.Offered
import org.craftbean.client.models.PlaceChange
import org.craftbean.client.models.Proposal
import org.craftbean.client.models.SuggestionStatus

fun main(arguments: Array<String>) {
    val base = arguments.first()
    val cafes = CafesApi(base)

    val first = cafes.listCafes(limit = 2)
    val second = cafes.listCafes(limit = 2, cursor = first.nextCursor)
    check(first.items.size == 2 && second.items.isNotEmpty()) { "the list has no second page" }
    check(first.items.none { card -> card.slug in second.items.map { it.slug } }) { "two pages have the same café" }
    val near = cafes.listCafes(near = "60.17,24.94", radiusM = 5000, sort = CafesApi.SortListCafes.DISTANCE)
    check(near.items.isNotEmpty() && near.items.all { it.distanceM != null }) { "nothing near has a distance" }
    for (card in first.items + near.items) {
        check(cafes.showCafe(card.slug).name == card.name) { "${card.slug} has another name on its profile" }
    }

    check(ReviewsApi(base).listReviews(near.items.first().slug).items.all { it.coffee in 1..10 })
    val roasters = RoastersApi(base)
    check(roasters.listRoasters().items.all { roasters.showRoaster(it.slug).name == it.name })
    val artisans = ArtisansApi(base)
    check(artisans.listArtisans().items.all { artisans.showArtisan(it.slug).name == it.name })
    val methods = BrewingMethodsApi(base)
    check(methods.listBrewingMethods().items.any { it.slug == "v60" } && methods.showBrewingMethod("v60").recipe.steps.isNotEmpty())
    val cities = CitiesApi(base)
    check(cities.listCities(limit = 5).items.all { cities.showCity(it.country.lowercase(), it.slug).cafeCount == it.cafeCount })
    val stories = StoriesApi(base)
    check(stories.listStories(limit = 5).items.all { stories.showStory(it.slug).body.isNotEmpty() })
    check(SearchApi(base).search(q = near.items.first().name).items.any { it.title == near.items.first().name })

    val suggestions = SuggestionsApi(base)
    val change = PlaceChange(phone = "+358 1 234", practical = NamedFacts(dogs = Offered.YES))
    val correction = CorrectionProposal(change = change, kind = CorrectionProposal.Kind.CORRECTION, slug = near.items.first().slug)
    val suggestion = NewSuggestion(proposal = Proposal.CorrectionWrapper(correction), note = "I was there.")
    val key = UUID.randomUUID().toString()
    val receipt = suggestions.createSuggestion(key, suggestion)
    check(suggestions.createSuggestion(key, suggestion) == receipt) { "a call that is repeated is answered otherwise" }
    check(suggestions.showSuggestion(receipt.id).status == SuggestionStatus.PENDING)

    val refused = runCatching { cafes.showCafe("no-such-cafe") }.exceptionOrNull() as? ClientException
    val problem = (refused?.response as? ClientError<*>)?.body.toString()
    check(refused?.statusCode == 404 && "cafe_not_found" in problem) { "a café that is not there is answered $refused, $problem" }
    println("the generated Kotlin client reads, writes and is refused as it should be")
}
