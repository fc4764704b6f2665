import { raw } from "hono/html";

export const Cards = ({ before, after, items }) => (
  <>
    {raw(before)}
    <ul class="cards">
      {items.map((cafe) => (
        <li class="card">
          <svg class={cafe.tone} viewBox="0 0 320 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
            <path d={cafe.cover}></path>
          </svg>
          <h3>
            <a href={`/cafes/${cafe.slug}`}>
              <bdi>{cafe.name}</bdi>
            </a>
          </h3>
          {cafe.where && (
            <p class="where">
              <bdi>{cafe.where}</bdi>
            </p>
          )}
          <p class="card-line">
            <span class={cafe.state_class}>{cafe.state}</span>
            {cafe.fictional && <span class="tag fictional">Fictional</span>}
          </p>
          {cafe.methods && <p class="methods">{cafe.methods}</p>}
        </li>
      ))}
    </ul>
    {raw(after)}
  </>
);
